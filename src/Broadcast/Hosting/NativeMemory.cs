using System.Runtime.InteropServices;

namespace Broadcast.Hosting;

/// <summary>What the compiler and the database engine took from the C library and freed again: it keeps that for itself unless it is told otherwise.</summary>
internal static class NativeMemory
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int TrimFunction(nuint pad);

    /// <summary>Gives free pages back to the system. Only the GNU library knows how; with another one nothing happens.</summary>
    public static void GiveBack()
    {
        if (NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var trim))
        {
            Marshal.GetDelegateForFunctionPointer<TrimFunction>(trim)(0);
        }
    }
}
