using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Arbiter.Server.Hosting;

/// <summary>Why a server cannot listen where it was told to, in words for the person who started it.</summary>
static class Listening
{
    const string Elsewhere = "say where to listen instead: --urls http://localhost:5081";

    /// <summary>The sentence, or null when the fault is about something else.</summary>
    public static string? WhyNot(Exception fault, string urls) => fault switch
    {
        IOException { InnerException: AddressInUseException } => $"Another program listens at {urls} already. Stop it, or {Elsewhere}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"This user may not listen at {urls}; ports below 1024 are often kept for root. Please {Elsewhere}.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"{urls} is no address of this machine. Please {Elsewhere}.",
        FormatException => $"'{urls}' is not understood. Please {Elsewhere}.",
        InvalidOperationException when urls.Contains("https:", StringComparison.OrdinalIgnoreCase) =>
            $"Arbiter speaks plain HTTP, and {urls} asks for more. Let the ingress or proxy in front of it speak TLS, and {Elsewhere}.",
        _ => null,
    };
}
