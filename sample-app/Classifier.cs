using Microsoft.ML.OnnxRuntime;

namespace SampleApp;

/// <summary>A model that gives one number per class.</summary>
internal sealed class Classifier(string model, string[] classes) : IDisposable
{
    // One thread: the small differences of small models drown in the scheduling of many.
    private readonly InferenceSession session = new(model, new SessionOptions { IntraOpNumThreads = 1 });

    /// <summary>The likeliest class and how likely it is.</summary>
    public Answer Classify(IReadOnlyList<NamedOnnxValue> inputs)
    {
        using var results = session.Run(inputs);
        var logits = results[0].AsEnumerable<float>().ToArray();
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        var best = Array.IndexOf(logits, logits.Max());
        return new(classes[best], exponentials[best] / exponentials.Sum());
    }

    public void Dispose() => session.Dispose();
}

internal readonly record struct Answer(string Class, double Probability)
{
    public override string ToString() => FormattableString.Invariant($"{Class} ({Probability:P0})");
}
