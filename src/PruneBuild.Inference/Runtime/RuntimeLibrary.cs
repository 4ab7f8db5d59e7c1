using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace PruneBuild.Inference.Runtime;

/// <summary>Which native ONNX Runtime this process runs on: the one beside the tool, or the one that the app ships.</summary>
public static class RuntimeLibrary
{
    private static readonly Lock Guard = new();
    private static string? handedIn;
    private static bool started;

    /// <summary>Measures on this native library instead of the one that came with the tool. Call it before anything else here.</summary>
    /// <param name="path">The file <c>libonnxruntime.so</c>, <c>onnxruntime.dll</c> or <c>libonnxruntime.dylib</c>; execution providers and
    /// extensions are looked for beside it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime is loaded already, from elsewhere.</exception>
    public static void Use(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException($"There is no native ONNX Runtime at '{full}'.", full);
        lock (Guard)
        {
            if (handedIn == full)
                return;
            if (started || handedIn is not null)
                throw new InvalidOperationException($"ONNX Runtime was loaded already; '{full}' comes too late.");
            handedIn = full;
            OrtEnv.DisableDllImportResolver = true;
            NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, Resolve);
        }
    }

    /// <summary>Name of the native library's file on this operating system.</summary>
    public static string MainFileName => FileName("onnxruntime");

    /// <summary>Why a native library cannot be used by this process; null when it can.
    /// Loads it, and nothing of ONNX Runtime's managed side.</summary>
    /// <param name="path">The file.</param>
    public static string? ReasonAgainst(string path)
    {
        if (!File.Exists(path))
            return $"there is no '{Path.GetFileName(path)}'";
        if (!NativeLibrary.TryLoad(path, out var library))
            return $"'{Path.GetFileName(path)}' does not load on this machine";
        return NativeVersion.Of(library) is not { } version ? "it is not ONNX Runtime"
            : version < NativeVersion.Needed ? $"it is version {version}, and {NativeVersion.Needed} or newer is needed"
            : null;
    }

    /// <summary>The file that ONNX Runtime was loaded from; null before it is loaded.</summary>
    public static string? LoadedPath
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.Modules.Cast<ProcessModule>().Select(module => module.FileName).FirstOrDefault(IsRuntime);
        }
    }

    internal static void MarkStarted()
    {
        lock (Guard)
            started = true;
    }

    /// <summary>The file name of a native library on this operating system.</summary>
    internal static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static bool IsRuntime(string? file) =>
        Path.GetFileName(file) is { } name && name.StartsWith(FileName("onnxruntime"), StringComparison.OrdinalIgnoreCase);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        var path = library == "onnxruntime" ? handedIn! : Path.Combine(Path.GetDirectoryName(handedIn)!, FileName(library));
        return File.Exists(path) ? NativeLibrary.Load(path) : 0;
    }
}
