using Microsoft.ML.OnnxRuntime;

namespace SampleApp;

/// <summary>Opens graphs that use ONNX Runtime Extensions' operators: tokenizers, image decoding.</summary>
internal static class GraphWithExtensions
{
    public static InferenceSession Open(string path)
    {
        using var options = new SessionOptions();
        options.RegisterOrtExtensions();
        return new InferenceSession(path, options);
    }
}
