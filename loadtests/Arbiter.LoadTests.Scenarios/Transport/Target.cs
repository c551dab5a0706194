using System.Net;

namespace Arbiter.LoadTests.Transport;

/// <summary>Where load goes. Only 127.0.0.1: a load generator must not be able to hit somebody else by a slip of the hand.</summary>
/// <param name="EndPoint">Address and port.</param>
public sealed record Target(IPEndPoint EndPoint)
{
    /// <summary>Base address of the HTTP API, without a path.</summary>
    public Uri Address => new($"http://{EndPoint}/");

    /// <summary>Value of the Host header.</summary>
    public string Host => EndPoint.ToString();

    /// <summary>Reads <c>http://127.0.0.1:5080</c>; refuses every other host and scheme.</summary>
    public static Target Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new FormatException($"'{text}' is no http address. Give one such as http://127.0.0.1:5080.");
        if (uri.Host != "127.0.0.1")
            throw new FormatException($"Load goes only to 127.0.0.1, not to '{uri.Host}': run it on the server's own machine.");
        if (uri.PathAndQuery != "/")
            throw new FormatException($"Give the address without a path: http://127.0.0.1:{uri.Port}.");
        return new(new IPEndPoint(IPAddress.Loopback, uri.Port));
    }
}
