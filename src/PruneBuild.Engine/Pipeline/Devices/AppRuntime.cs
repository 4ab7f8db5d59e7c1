using PruneBuild.Diagnostics;
using PruneBuild.Inference.Runtime;

namespace PruneBuild.Engine.Pipeline.Devices;

/// <summary>The native ONNX Runtime that the app ships, offered to measure on.</summary>
public static class AppRuntime
{
    /// <summary>Takes the library in a folder if it fits; PB5102 when it does not, and the tool's own serves.
    /// Call it before anything else.</summary>
    /// <param name="folder">Full path; null for no offer.</param>
    public static IReadOnlyList<Diagnostic> Take(string? folder)
    {
        if (folder is null)
            return [];
        var path = Path.Combine(folder, RuntimeLibrary.MainFileName);
        if (RuntimeLibrary.ReasonAgainst(path) is { } reason)
            return [DiagnosticCatalog.RuntimeNotTaken.At(null, folder, reason)];
        RuntimeLibrary.Use(path);
        return [];
    }
}
