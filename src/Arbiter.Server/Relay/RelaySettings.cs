using System.Net;
using Arbiter.Server.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Arbiter.Server.Relay;

/// <summary>Whether this server, as one of several on a database, relays to the one that leads, and where the others reach it when it does.</summary>
static class RelaySettings
{
    public const string Relay = "Arbiter:Replicas:Relay";
    public const string Address = "Arbiter:Replicas:Address";
    public const string On = "on";
    public const string Off = "off";

    /// <exception cref="SettingException">It says neither.</exception>
    public static bool IsOn(IConfiguration configuration) => (configuration[Relay] ?? On) switch
    {
        On => true,
        Off => false,
        _ => throw new SettingException($"{Relay}: give '{On}' or '{Off}'."),
    };

    /// <exception cref="SettingException">It is no address.</exception>
    public static IPAddress? Given(IConfiguration configuration) => configuration[Address] is not { } text ? null
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException($"{Address}: give the IP address at which other replicas reach this one.");

    /// <summary>
    /// Where others reach this server, once it listens: at the address that was given, or on this machine if it listens nowhere else. Null: it does not lead. What replicas say to each
    /// other is personal and not encrypted, so that it leaves a machine only where somebody said so.
    /// </summary>
    public static string? Find(IServer server, IPAddress? given)
    {
        foreach (var listens in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var bound = BindingAddress.Parse(listens);
            var host = bound.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(bound.Host, out var ip) ? ip : IPAddress.Any;
            var everywhere = host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any);
            var reached = given is null ? (IPAddress.IsLoopback(host) ? host : null) : everywhere || host.Equals(given) ? given : null;
            if (bound.Port != 0 && reached is not null) return $"http://{new IPEndPoint(reached, bound.Port)}";
        }

        return null;
    }
}
