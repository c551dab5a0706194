using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Arbiter.Server.Telemetry;

/// <summary>Sends metrics and traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where; otherwise costs nothing.</summary>
public static class TelemetryExtensions
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointSetting])) return;
        var resource = ResourceBuilder.CreateDefault().AddService("arbiter", serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString(3));
        builder.Services.AddSingleton(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(ArbiterMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter().Build());
        builder.Services.AddSingleton(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(ArbiterMetrics.Name, "Microsoft.AspNetCore").AddOtlpExporter().Build());
        builder.Services.AddHostedService<TelemetryFlush>();
    }

    /// <summary>Made with the host, so that what is left is sent when it stops.</summary>
    sealed class TelemetryFlush(MeterProvider meters, TracerProvider tracers) : IHostedService
    {
        public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancel)
        {
            meters.ForceFlush(2000);
            tracers.ForceFlush(2000);
            return Task.CompletedTask;
        }
    }
}
