using System.Net;
using System.Net.Sockets;

namespace Broadcast.Platforms;

/// <summary>
/// Decides for each outgoing connection, after the name was resolved, whether its address may be reached: private, loopback and link-local ones only where an administrator allowed it.
/// Deciding at connect time leaves no gap between a check of the name and its use.
/// </summary>
internal static class OutgoingGuard
{
    /// <summary>On a request: an administrator allowed private addresses for it.</summary>
    public static readonly HttpRequestOptionsKey<bool> AllowsPrivate = new("allows-private");

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"), IPNetwork.Parse("::/127"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    /// <summary>Whether an address lies in a network that is not the public one.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(Private, network => network.Contains(plain));
    }

    /// <summary>No redirects, which could lead elsewhere; no cookies; no proxy, which would hide the address from the guard.</summary>
    public static void Secure(SocketsHttpHandler handler)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.UseProxy = false;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);

        // A connection is opened for one request's permission and must not serve another's.
        handler.PooledConnectionIdleTimeout = TimeSpan.Zero;
        handler.ConnectCallback = Connect;
    }

    /// <summary>Connects for a <see cref="SocketsHttpHandler"/>.</summary>
    /// <exception cref="HttpRequestException">Only addresses that may not be reached, or none that answers.</exception>
    public static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var allowed = context.InitialRequestMessage.Options.TryGetValue(AllowsPrivate, out var isAllowed) && isAllowed;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var reachable = addresses.Where(address => allowed || !IsPrivate(address)).ToArray();
        if (reachable.Length == 0)
        {
            throw new HttpRequestException($"'{context.DnsEndPoint.Host}' is an address of a private network; an administrator has to enter it");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
