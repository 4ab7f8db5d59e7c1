using System.Runtime.InteropServices;

namespace PruneBuild.Inference.Runtime;

/// <summary>Versions of the native ONNX Runtime.</summary>
internal static class NativeVersion
{
    /// <summary>The version whose functions the managed half binds to: the package's own.</summary>
    public static Version Needed { get; } = new(1, 29);

    /// <summary>Version of a loaded library; null when it is something else.</summary>
    public static unsafe Version? Of(nint library)
    {
        var entries = Entries(library);
        if (entries is null)
            return null;
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)entries[1])());
        return Version.TryParse(text?.Split('-', '+')[0], out var version) ? version : null;
    }

    /// <summary>What <c>OrtGetApiBase</c> of a loaded library returns, a struct of two functions: one for the table of an interface's
    /// version, and one for the version as text (onnxruntime_c_api.h); null when it is something else.</summary>
    public static unsafe nint* Entries(nint library) =>
        NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var export) ? (nint*)((delegate* unmanaged<nint>)export)() : null;
}
