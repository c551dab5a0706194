using Arbiter.Server.Hosting;
namespace Arbiter.Server.Demo;
/// <summary>x</summary>
static class DemoExtensions { public static void AddDemo(this IServiceCollection s, ServeOptions o) { } public static void MapDemo(this IEndpointRouteBuilder a) { } }
