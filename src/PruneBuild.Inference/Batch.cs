using PruneBuild.Onnx;

namespace PruneBuild.Inference;

/// <summary>Records prepared as model inputs.</summary>
/// <param name="Inputs">By graph input name.</param>
/// <param name="Records">The records' numbers in their data set, in batch order.</param>
/// <param name="RowMask">Float [batch, sequence], 1 for a real position and 0 for padding; null when nothing is padded.</param>
public sealed record Batch(IReadOnlyDictionary<string, Tensor> Inputs, ValueList<int> Records, Tensor? RowMask = null)
{
    private static readonly Tensor everyRow = Tensor.Of([1f], 1, 1);

    /// <summary>The token that comes behind each row of tokens, -1 where none is known; null when none is known at all.</summary>
    public ValueList<long>? Next { get; init; }

    /// <summary>The true answer of each record, a class or a number; null when they are not known.</summary>
    public ValueList<double>? Labels { get; init; }

    /// <summary>The true answers as a loss on the model's output takes them: classes [records], tokens [records, positions] with negative
    /// ones where nothing is asked, or numbers of the output's shape; null when no loss asks for them.</summary>
    public Tensor? Answers { get; init; }

    /// <summary>The mask of rows, or one that leaves out none.</summary>
    internal Tensor RowsThatCount => RowMask ?? everyRow;

    /// <summary>True when the first axis of something that is fed is records.</summary>
    public bool IsOfRecords(Tensor tensor) => tensor.Rank > 0 && tensor.Shape[0] == Records.Count;

    /// <summary>Some of the records: of every tensor whose first axis is records, those rows.</summary>
    /// <param name="rows">Numbers of rows in the batch.</param>
    public Batch Take(IReadOnlyList<int> rows)
    {
        return new Batch(
            Inputs.ToDictionary(input => input.Key, input => Of(input.Value)!), rows.Select(row => Records[row]).ToValueList(), Of(RowMask))
        {
            Next = Some(Next),
            Labels = Some(Labels),
            Answers = Of(Answers),
        };

        Tensor? Of(Tensor? tensor) => tensor is not null && IsOfRecords(tensor) ? tensor.Take(0, rows) : tensor;

        ValueList<T>? Some<T>(ValueList<T>? values) => values is null ? null : rows.Select(row => values[row]).ToValueList();
    }

    /// <summary>The batch in a message.</summary>
    internal string Words => Records.Count == 0 ? "the batch" : $"the batch of records {Records.Min()} to {Records.Max()}";
}
