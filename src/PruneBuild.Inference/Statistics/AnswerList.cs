using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Statistics;

/// <summary>What a loss compares batches with, as the original answers them one after the other.</summary>
/// <param name="loss">The loss.</param>
/// <param name="output">The value that answers are made of.</param>
/// <param name="batches">The batches.</param>
internal sealed class AnswerList(MaskLoss loss, AnswerOutput output, IReadOnlyList<Batch> batches)
{
    private readonly List<LossAnswer> known = [];
    private long answers;

    /// <summary>Name of the value that answers are made of.</summary>
    public string Value => output.Name;

    /// <summary>Those of the batches that have run.</summary>
    public IReadOnlyList<LossAnswer> Known => known;

    /// <summary>Takes what the original put out for the next batch.</summary>
    public LossAnswer Add(IReadOnlyDictionary<string, Tensor> values)
    {
        // What is lent needs no copy: a loss keeps nothing of it but numbers of its own.
        var (answer, batch) = (values[Value], batches[known.Count]);
        var compared = LossAnswers.Of(loss, output, answer, answers, batch.Answers, batch.RowMask);
        answers += LossAnswers.AreNumbers(loss, output) ? answer.Count : answer.Count / answer.Shape[^1];
        known.Add(compared);
        return compared;
    }
}
