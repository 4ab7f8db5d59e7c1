using System.Runtime.InteropServices;

namespace PruneBuild.Inference.Runtime;

/// <summary>The environment variables that native libraries see.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for managed and native code of this process.</summary>
    /// <remarks>Outside Windows .NET keeps a copy of its own: what is set there alone never reaches <c>getenv</c>
    /// in a native library.</remarks>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows() && SetNative(name, value, overwrite: 1) != 0)
            throw new InvalidOperationException($"setenv refused '{name}' (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetNative(string name, string value, int overwrite);
}
