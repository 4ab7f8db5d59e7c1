using Microsoft.ML.OnnxRuntime;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Sessions;

/// <summary>ONNX Runtime Extensions: tokenizers, image and audio decoding as operators of the domains below.</summary>
internal static class Extensions
{
    private static readonly string[] Domains = ["ai.onnx.contrib", "com.microsoft.extensions"];

    /// <summary>True when the model imports one of the domains.</summary>
    public static bool AreUsedBy(OnnxModel model) => model.Proto.OpsetImport.Any(import => Domains.Contains(import.Domain));

    /// <summary>Makes the operators known to the session; returns what is missing, or null.</summary>
    public static string? Register(SessionOptions options)
    {
        try
        {
            options.RegisterOrtExtensions();
            return null;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or BadImageFormatException)
        {
            return error.Message;
        }
    }
}
