using Arbiter.Identity.Phones;

namespace Arbiter.Server.Hosting;

/// <summary>
/// The region in which telephone numbers without a country code are dialled. Keys hold the country code, so that another region changes how people are understood
/// from then on, and nothing that is known.
/// </summary>
static class PhoneRegion
{
    public const string Setting = "Arbiter:PhoneRegion";

    /// <summary>The rules for an ISO 3166-1 alpha-2 code; China's without one. Null when no such region has a numbering plan.</summary>
    public static PhoneRules? TryRead(string? region) => string.IsNullOrWhiteSpace(region) ? PhoneRules.China : PhoneRules.For(region.Trim());

    /// <exception cref="SettingException">There is no such region.</exception>
    public static PhoneRules Read(IConfiguration configuration) =>
        TryRead(configuration[Setting]) ?? throw new SettingException($"{Setting}: {NoSuchRegion}");

    public const string NoSuchRegion = "no such region. Give two letters (ISO 3166-1 alpha-2) of a region that has telephone numbers: CN, HK, US, DE, ….";
}

/// <summary>A setting that cannot be used. The message says which and what to do, and is meant for the person who started the program.</summary>
public sealed class SettingException(string message) : Exception(message);
