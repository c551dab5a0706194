using Arbiter.Server.Hosting;
namespace Arbiter.Server.Demo { static class DemoStubs { public static void AddDemo(this IServiceCollection s, ServeOptions o) { } public static void MapDemo(this IEndpointRouteBuilder a) { } } }
namespace Arbiter.Server.Imports { static class ImportStubs { public static void MapImports(this IEndpointRouteBuilder a) { } } }
