using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Numerics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Masks pairs of layers with a function between them together, on rows of what enters them: for SparseLLM.</summary>
/// <param name="epochs">Turns of each pair.</param>
/// <param name="facts">Shapes of the model's values.</param>
/// <param name="targets">How many elements each weight loses.</param>
/// <param name="runner">Runs pieces of models.</param>
internal sealed class CoupledMasks(int epochs, ShapeFacts facts, Func<MaskableWeight, SparsityTarget> targets, SegmentRunner runner)
{
    /// <summary>Rows for each hidden feature where memory allows: what passes between the layers is kept for every row.</summary>
    private const double RowsPerFeature = 16;

    private const double FewestRowsPerFeature = 2;

    /// <summary>Bytes that the rows of one matrix may take; five or so live at a time.</summary>
    private const double MatrixBytes = 1 << 29;

    private readonly Dictionary<string, PrunedWeights> pruned = [];
    private readonly List<Diagnostic> notes = [];

    /// <summary>Pairs that could not be solved.</summary>
    public IReadOnlyList<Diagnostic> Notes => notes;

    /// <summary>True when no two layers of the model meet around a known function, so far.</summary>
    public bool IsIdle => pruned.Count == 0 && notes.Count == 0;

    /// <summary>What was decided for a weight; null where it is masked by itself.</summary>
    public PrunedWeights? Of(MaskableWeight weight) => pruned.GetValueOrDefault(weight.Id);

    /// <summary>Decides for the pairs whose first layers are masked next; in a plain chain of layers the second
    /// is in a later block.</summary>
    /// <param name="model">The model as masked so far.</param>
    /// <param name="weights">All weights that are masked.</param>
    /// <param name="step">Those of them that are masked next.</param>
    /// <param name="at">Where the batches are: before the block, or within it before the step.</param>
    /// <param name="rows">Rows of all batches that enter weights.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Result<bool> Decide(
        OnnxModel model, IReadOnlyList<MaskableWeight> weights, IReadOnlyList<MaskableWeight> step, Frontier at, long rows,
        CancellationToken cancellation)
    {
        foreach (var pair in CoupledLayers.Find(model, facts, weights, step, runner.Device)
            .Where(pair => pair.Up.All(weight => Of(weight) is null)))
        {
            cancellation.ThrowIfCancellationRequested();
            var tap = pair.Up[0].Inputs!.Tap;
            var some = at.Only(EvenSpread.Of(at.Batches.Count, RowsFor(pair.Down.Layout.Features) / Math.Max(1, rows)));
            var entering = runner.Advance(some, model, [], [tap], cancellation: cancellation);
            if (!entering.IsOk)
                return entering.As<bool>();
            var index = new GraphIndex(model.Graph);
            var inputs = Rows(some.Batches, [.. entering.Value.Wanted.Select(values => values[tap])], pair.Up[0].Layout.Features);
            var solved = SparseLlm.Prune(
                new FeedForward(
                    inputs, [.. pair.Up.Zip(pair.Biases, (weight, bias) => new EntryLayer(Weight(weight), targets(weight), bias))],
                    new PrunedLayer(Weight(pair.Down), targets(pair.Down)), pair.Function),
                epochs);
            if (solved.Down is null)
            {
                notes.Add(DiagnosticCatalog.MaskGivenUp.At(
                    null, pair.Down.Id,
                    $"the layers around its {pair.Function.Name} could not be solved together ({SolveWords.Of(solved.Status)}); "
                    + "each is masked by itself"));
                continue;
            }

            foreach (var (weight, layer) in pair.Up.Append(pair.Down).Zip(solved.Up.Append(solved.Down)))
                pruned[weight.Id] = layer;

            Matrix Weight(MaskableWeight weight) => MaskedWeightEditor.Read(model, index, weight)[0];
        }

        return Result<bool>.Ok(true);
    }

    private static double RowsFor(double features) =>
        features * Math.Clamp(MatrixBytes / (sizeof(double) * features * features), FewestRowsPerFeature, RowsPerFeature);

    /// <summary>The rows of all batches that are no padding.</summary>
    private static Matrix Rows(IReadOnlyList<Batch> batches, Tensor[] values, int features)
    {
        var rows = new List<float>();
        foreach (var (batch, value) in batches.Zip(values))
        {
            var (numbers, counts) = (value.ToFloats(), RowWeights.Of(batch.RowMask, value.Shape.Span).ToFloats());
            for (var row = 0; row < numbers.Length / features; row++)
            {
                if (counts.Length == 1 || counts[row] > 0)
                    rows.AddRange(numbers.AsSpan(row * features, features));
            }
        }

        return Matrix.FromRowMajor(rows.Count / features, features, rows.ToArray());
    }
}
