using System.Net;
using System.Net.Sockets;

namespace Broadcast.Tests.Hosting;

/// <summary>
/// Ports for programs that must be told where to listen. They are given out one after the other from below the range the system gives out by itself:
/// between the asking and the listening lies the start of a program, and a port of that range may be another test's service by then.
/// </summary>
public static class Ports
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Two runs at once on one machine begin in different places.
    private static int _given = Environment.ProcessId * 61 % Count;

    /// <summary>A port nobody listens on just now, and that this run gives to nobody else.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref _given) & int.MaxValue) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
