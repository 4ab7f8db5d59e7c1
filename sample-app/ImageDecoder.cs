using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SampleApp;

/// <summary>Makes picture files (JPEG, PNG) of any size into the input of a CIFAR-10 network.</summary>
internal sealed class ImageDecoder(string graph) : IDisposable
{
    private readonly InferenceSession session = GraphWithExtensions.Open(graph);

    public IReadOnlyList<NamedOnnxValue> Decode(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("file", new DenseTensor<byte>(bytes, [bytes.Length]))]);
        return [NamedOnnxValue.CreateFromTensor(results[0].Name, results[0].AsTensor<float>().Clone())];
    }

    public void Dispose() => session.Dispose();
}
