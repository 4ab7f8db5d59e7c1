using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Lets <see cref="EvolutionAllocation" /> run the model under masks by magnitude. Channels of convolutions have the mean and the
/// deviation of the original's on the same batch: what re-estimated statistics would make of them.</summary>
/// <param name="model">The model.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="weights">The weights that are masked.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class EvolutionShares(OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights, Workbench bench)
{
    /// <summary>Records that shares are judged on: whole batches, evenly spread, until there are as many.</summary>
    private const int Records = 128;

    private readonly GraphIndex index = new(model.Graph);

    /// <summary>The share of zeros of each weight.</summary>
    /// <param name="zeros">Share over all.</param>
    /// <param name="options">How long to search.</param>
    public Result<double[]> Search(double zeros, EvolutionOptions options)
    {
        var batches = bench.Batches;
        var form = model.Opset() < OpsetUpgrade.Oldest ? model : OpsetUpgrade.Apply(model);
        ChannelValue[] values = model.Opset() < OpsetUpgrade.Oldest ? [] : [.. Channels()];
        IReadOnlyList<Matrix>[] parts = [.. weights.Select(weight => MaskedWeightEditor.Read(model, index, weight))];
        var masked = ConstantsAsInputs.Apply(BatchStatistics.Matched(form, values), Tensors(parts, new double[weights.Count]));
        Batch[] some = [.. EvenSpread.Of(batches.Count, (double)Records / batches.Sum(batch => batch.Records.Count))
            .Select(number => batches[number])];
        return SessionWork.In(BatchStatistics.Observed(form, values), masked, bench.Device, SessionSettings.Reproducible, Run);

        double[] Run(ModelSession teacher, ModelSession student)
        {
            var taught = OutputStream.Run(teacher, some, null, bench.Cancellation).Select(run => run.Outputs).ToArray();
            string[] answers = [.. model.Graph.Output.Select(output => output.Name)];
            var original = taught.Select(outputs => outputs.Where(pair => answers.Contains(pair.Key)).ToDictionary()).ToArray();
            Batch[] fed = [.. some.Zip(taught, (batch, outputs) => batch with
            {
                Inputs = batch.Inputs.Concat(outputs.Where(pair => !answers.Contains(pair.Key))).ToDictionary(),
            })];
            var (tried, all) = (0, (double)options.Population * (options.Generations + 1));
            return EvolutionAllocation.Search([.. weights.Select(weight => weight.Layout.Count)], zeros, options, Loss);

            double Loss(double[] shares)
            {
                bench.Clock.Report(MaskTargets.Stage, Math.Min(1, tried++ / all));
                var tensors = Tensors(parts, shares);
                return OutputStream.Run(
                    student, fed.Select(batch => batch with { Inputs = batch.Inputs.Concat(tensors).ToDictionary() }),
                    answers, bench.Cancellation)
                    .Select((run, i) => OutputDivergence.Of(original[i], run.Outputs, some[i]) * some[i].Records.Count).Sum()
                    / some.Sum(batch => batch.Records.Count);
            }
        }
    }

    /// <summary>Outputs of convolutions, or of the BatchNormalization behind them.</summary>
    private IEnumerable<ChannelValue> Channels() => CorrectionSite.Of(model, facts, MaskableWeights.Find(model, facts))
        .Where(site => site.Axis == 1
            && facts.Find(site.Value) is { Type: ElementType.Float, Shape.Count: >= 3 }
            && model.Graph.Output.All(output => output.Name != site.Value))
        .Select(site => new ChannelValue(site.Value, facts.Find(site.Value)!.Shape.Count, site.Axis));

    /// <summary>The weights without their smallest elements.</summary>
    private Dictionary<string, Tensor> Tensors(IReadOnlyList<Matrix>[] parts, double[] shares) => weights.Index().ToDictionary(
        pair => pair.Item.Tensor,
        pair => model.Read(MaskedWeightEditor.Store(model, index, pair.Item, [.. parts[pair.Index].Zip(
            PartTargets.Of(pair.Item.Layout, new SparsityTarget.Share(shares[pair.Index]), SelectionScope.Layer), Thinned)])));

    private static Matrix Thinned(Matrix part, SparsityTarget target) =>
        MaskSelection.RemoveSmallest(WeightScores.Magnitude(part), target, SelectionScope.Layer) is { } mask ? mask.Apply(part) : part;
}
