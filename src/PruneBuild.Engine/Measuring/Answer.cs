using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Measuring;

/// <summary>The output of a model that is scored, and what its numbers mean.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Columns">Numbers of a row, the last axis; null when that differs from record to record.</param>
/// <param name="AreShares">True when rows are probabilities, false when they are logits or plain numbers.</param>
/// <param name="TokenInput">For a row at each position, the input with the tokens that it may predict; else null.</param>
internal sealed record Answer(string Output, int? Columns, bool AreShares, string? TokenInput)
{
    /// <summary>Other outputs that are rows of as many scores, such as where an answer ends beside where it starts:
    /// both models are compared on them too.</summary>
    /// <remarks><see cref="AnswerOutput.Parts" /> says it of shapes that a run has shown; measuring goes by what the graph states, so that
    /// a model whose outputs say enough is not run for it.</remarks>
    public ValueList<string> Beside { get; init; } = [];

    /// <summary>False for words and maps, which are neither scored nor compared.</summary>
    public bool AreNumbers { get; init; } = true;

    /// <summary>Above it a single score means yes.</summary>
    public float Threshold => AreShares ? 0.5f : 0;

    /// <summary>Reads the answer off a model: its first output of real numbers.</summary>
    /// <remarks>Where the graph does not state the output's sizes, the model is run once on made-up input.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run it.</param>
    /// <param name="data">Asked for records where nothing made up runs; null for none.</param>
    public static Result<Answer> Of(OnnxModel model, Device device, Func<Batch?>? data = null) =>
        Of(model, () => SampleInputs.Probe(model, device, data: data));

    /// <summary>The same of a model that has been run.</summary>
    public static Answer Of(OnnxModel model, ProbedSample probe) => Of(model, () => Result<ProbedSample>.Ok(probe)).Value!;

    private static Result<Answer> Of(OnnxModel model, Func<Result<ProbedSample>> run)
    {
        var output = Scored(model.Graph);
        var stated = output.Type?.TensorType?.Shape?.Dim;
        var dims = stated?.Select(StatedSizes.Stated).ToArray();
        if (dims is null || (dims.Length > 1 && dims[^1] is null && !IsSizeOfInput(model, stated![^1])))
        {
            var probe = run();
            if (!probe.IsOk)
                return probe.As<Answer>();
            dims = probe.Value.Facts.Find(output.Name) is { } fact ? Known(fact.Shape, dims) : [];
        }

        var tokens = dims is [_, var positions, { } columns]
            ? PredictedTokens.InputOf(model, columns, input => MayHave(input, positions))
            : null;
        return Result<Answer>.Ok(new Answer(output.Name, (int?)ColumnsOf(dims), IsDistribution(model, output.Name), tokens)
        {
            Beside = OutputsBeside(model, output),
            AreNumbers = output.Type is null or { TensorType: { ElemType: not (int)ElementType.String } },
        });
    }

    /// <summary>Numbers of a row as the graph states them; null when it does not.</summary>
    /// <param name="graph">A graph with outputs.</param>
    public static long? StatedColumns(GraphProto graph) =>
        Scored(graph).Type?.TensorType?.Shape?.Dim is { } dims ? ColumnsOf([.. dims.Select(StatedSizes.Stated)]) : null;

    private static ValueInfoProto Scored(GraphProto graph) =>
        graph.Output.FirstOrDefault(output => ((ElementType)(output.Type?.TensorType?.ElemType ?? 0)).IsFloat()) ?? graph.Output[0];

    private static ValueList<string> OutputsBeside(OnnxModel model, ValueInfoProto first) =>
        first.Type?.TensorType is { Shape.Dim: [_, not { DimValue: 1 }] } type
            ? [.. model.Graph.Output.Where(output => output != first
                && type.Equals(output.Type?.TensorType)
                && IsDistribution(model, output.Name) == IsDistribution(model, first.Name)).Select(output => output.Name)]
            : [];

    /// <summary>An axis with a name is open although the probe saw one size of it.</summary>
    private static long?[] Known(ValueList<long> seen, long?[]? stated) =>
        [.. seen.Select((size, axis) => axis == seen.Count - 1 || stated is null || axis >= stated.Length ? size : stated[axis])];

    /// <summary>A record is one row of scores when nothing but its second axis is larger than 1;
    /// otherwise rows lie along the last axis.</summary>
    private static long? ColumnsOf(long?[] dims) => dims.Length switch
    {
        0 or 1 => 1,
        > 2 when dims.Skip(2).All(size => size == 1) => dims[1],
        _ => dims[^1],
    };

    /// <summary>The answer on records: tokens beyond its columns are none that it scores,
    /// where the model does not show the size of its vocabulary.</summary>
    public Answer On(IEnumerable<Batch> batches) => TokenInput is { } tokens
        && batches.Any(batch => batch.Inputs.TryGetValue(tokens, out var ids) && ids.ToInt64s().Any(token => token >= Columns))
        ? this with { TokenInput = null }
        : this;

    /// <summary>An input of [records, positions], with as many positions as the output where both are stated.</summary>
    private static bool MayHave(ValueInfoProto input, long? positions) =>
        input.Type.TensorType.Shape?.Dim is { Count: 2 } dims
        && (positions is null || dims[1].Stated() is not { } stated || stated == positions);

    /// <summary>A size that the input has too, such as the length of a sequence, differs from record to record.</summary>
    private static bool IsSizeOfInput(OnnxModel model, TensorShapeProto.Types.Dimension dim) => dim.DimParam.Length > 0
        && model.Graph.Input.SelectMany(input => input.Type?.TensorType?.Shape?.Dim ?? []).Any(other => other.DimParam == dim.DimParam);

    private static bool IsDistribution(OnnxModel model, string output) =>
        model.Graph.Node.FirstOrDefault(node => node.Output.Contains(output))?.OpType is "Softmax" or "Sigmoid";
}
