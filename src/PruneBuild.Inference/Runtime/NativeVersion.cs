using System.Runtime.InteropServices;

namespace PruneBuild.Inference.Runtime;

/// <summary>Versions of the native ONNX Runtime.</summary>
internal static class NativeVersion
{
    /// <summary>The version whose functions the managed half binds to: the package's own.</summary>
    public static Version Needed { get; } = new(1, 29);

    /// <summary>Version of a loaded library; null when it is something else.</summary>
    /// <remarks><c>OrtGetApiBase</c> returns a struct of two functions: one for the table of an interface's version, and one for the version as
    /// text (onnxruntime_c_api.h).</remarks>
    public static unsafe Version? Of(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var export))
            return null;
        var table = (nint*)((delegate* unmanaged<nint>)export)();
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)table[1])());
        return Version.TryParse(text?.Split('-', '+')[0], out var version) ? version : null;
    }
}
