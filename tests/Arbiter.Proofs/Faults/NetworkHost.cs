using System.Net.Sockets;

namespace Arbiter.Proofs.Faults;

/// <summary>A "host" of a <see cref="FaultyNetwork"/>: a network namespace with one address, in which programs can be started.</summary>
public sealed class NetworkHost
{
    readonly FaultyNetwork network;

    internal NetworkHost(FaultyNetwork network, int number, string name) => (this.network, Number, Name) = (network, number, name);

    internal int Number { get; }

    internal string Name { get; }

    /// <summary>Its IPv4 address.</summary>
    public string Address => FaultyNetwork.AddressOf(Number);

    /// <summary>What goes before a command that is to run there. It becomes that command: same process.</summary>
    public string[] Command => ["ip", "netns", "exec", Name];

    /// <summary>Makes something that belongs to the network it is made in, such as a socket, there.</summary>
    public T Make<T>(Func<T> make) => Namespaces.Within(Name, make);

    /// <summary>What is wrong with its way to the other hosts. Clients reach it all the same, so that they can tell.</summary>
    public void Set(LinkFault fault) => network.Set(Number, fault);

    /// <summary>For HTTP to servers there, from where the clients are; on this machine's own network without one.</summary>
    public static HttpMessageHandler Handler(NetworkHost? host) => new BrokenAtOnce(Sockets(host));

    static SocketsHttpHandler Sockets(NetworkHost? host)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) };
        if (host is null) return handler;
        handler.ConnectCallback = async (context, cancel) =>
        {
            // A socket belongs to the namespace that it was made in.
            var socket = host.network.Clients.Make(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            try
            {
                await socket.ConnectAsync(System.Net.IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return handler;
    }

    /// <summary>A server that is killed in the moment in which a connection came about: the handler stumbles over whom it is connected to, before it has sent anything.</summary>
    sealed class BrokenAtOnce(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (SocketException e)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
            }
        }
    }
}
