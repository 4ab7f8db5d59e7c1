using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SampleApp;

/// <summary>Makes sentences into the inputs of a BERT-type model.</summary>
internal sealed class Tokenizer(string graph) : IDisposable
{
    private readonly InferenceSession session = GraphWithExtensions.Open(graph);

    public IReadOnlyList<NamedOnnxValue> Tokenize(string sentence)
    {
        var text = new DenseTensor<string>(new[] { sentence }, [1]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("sentence", text)]);
        return [.. results.Select(result => NamedOnnxValue.CreateFromTensor(result.Name, result.AsTensor<long>().Clone()))];
    }

    public void Dispose() => session.Dispose();
}
