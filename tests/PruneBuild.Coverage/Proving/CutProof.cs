using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Proving;

/// <summary>Proves cuts of one model: masked original and cut model agree on every input.</summary>
internal sealed class CutProof : IDisposable
{
    private readonly OnnxModel model;
    private readonly ModelStructure structure;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, Tensor>> inputs;
    private readonly MaskableModel maskable;
    private readonly ModelSession session;
    private readonly double tolerance;

    public CutProof(
        OnnxModel model, ShapeFacts facts, ModelStructure structure, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> inputs)
    {
        (this.model, this.structure, this.inputs) = (model, structure, inputs);
        maskable = MaskableModel.Of(model, facts, structure);
        session = Open(maskable.Model);
        // Half precision rounds every intermediate sum to eleven bits.
        tolerance = model.Graph.Initializer.Any(tensor => (ElementType)tensor.DataType is ElementType.Float16 or ElementType.BFloat16) ? 2e-2 : 1e-4;
    }

    /// <summary>Null when the cut is proven; else what went wrong.</summary>
    public string? Defect(PrunePlan plan)
    {
        var cut = GraphCutter.Cut(model, structure, plan);
        var opened = ModelSession.Open(cut, Device.Cpu, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return FirstLine(string.Join("; ", opened.Diagnostics));
        using var cutSession = opened.Value;
        try
        {
            return inputs.Select((set, i) => Difference(plan, cutSession, set, i)).FirstOrDefault(defect => defect is not null);
        }
        catch (InferenceException failure)
        {
            return FirstLine(failure.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private string? Difference(PrunePlan plan, ModelSession cutSession, IReadOnlyDictionary<string, Tensor> set, int i)
    {
        var worst = EquivalenceCheck.Compare(session.Run(maskable.Feed(set, plan)), cutSession.Run(set)).MaxBy(difference => difference.Relative);
        return worst is null || worst.Relative <= tolerance
            ? null
            : FormattableString.Invariant($"output '{worst.Output}' differs by {worst.Relative:0.0e+0} on input {i + 1}");
    }

    private static ModelSession Open(OnnxModel model)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        return opened.IsOk ? opened.Value : throw new InvalidDataException(string.Join("; ", opened.Diagnostics));
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
