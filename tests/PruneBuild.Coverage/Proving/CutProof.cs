using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Probing;
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
    private readonly Lazy<IReadOnlyList<IReadOnlyDictionary<string, Tensor>>> taken;
    private readonly MaskableModel maskable;
    private readonly ModelSession session;
    private readonly SessionSettings settings;
    private readonly double tolerance;

    public CutProof(
        OnnxModel model, ShapeFacts facts, ModelStructure structure, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> inputs)
    {
        (this.model, this.structure, this.inputs) = (model, structure, inputs);
        taken = new(() => [.. this.inputs.Where(set => SampleInputs.AreTaken(this.model, Device.Cpu, set))]);
        maskable = MaskableModel.Of(model, facts, structure);
        // Where values are rounded to quantization steps, only the graph as written does the same arithmetic with and without a mask. So
        // they are before weights of integers: ONNX Runtime makes a MatMulNBits of a MatMul by a DequantizeLinear.
        settings = model.Graph.Node.Any(node => node.OpType is "QuantizeLinear" or "DequantizeLinear")
            ? EquivalenceCheck.AsWritten
            : SessionSettings.Reproducible;
        session = Open(ExactProducts.Of(maskable.Model));
        // Half precision rounds every intermediate sum to eleven bits.
        tolerance = model.Graph.Initializer.Any(tensor => (ElementType)tensor.DataType is ElementType.Float16 or ElementType.BFloat16)
            ? 2e-2
            : 1e-4;
    }

    /// <summary>Null when the cut is proven; else what went wrong.</summary>
    public string? Defect(PrunePlan plan)
    {
        var cut = GraphCutter.Cut(model, structure, plan);
        var exact = ExactProducts.Of(cut);
        return On(exact, settings, session => inputs.Select((set, i) => Difference(plan, session, set, i))
            .FirstOrDefault(defect => defect is not null))
            ?? (exact == cut && settings == SessionSettings.Reproducible ? null : On(cut, SessionSettings.Reproducible, RunAll));
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    /// <summary>What a session on a cut model shows; or why there is none, or it fails.</summary>
    private static string? On(OnnxModel cut, SessionSettings settings, Func<ModelSession, string?> show)
    {
        var opened = ModelSession.Open(cut, Device.Cpu, settings);
        if (!opened.IsOk)
            return FirstLine(string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        try
        {
            return show(session);
        }
        catch (InferenceException failure)
        {
            return FirstLine(failure.Message);
        }
    }

    /// <summary>What is proven on the graph as written must also run as an app runs it, where the original does.</summary>
    private string? RunAll(ModelSession session)
    {
        foreach (var set in taken.Value)
            session.Run(set);
        return null;
    }

    private string? Difference(PrunePlan plan, ModelSession cutSession, IReadOnlyDictionary<string, Tensor> set, int i)
    {
        var worst = EquivalenceCheck.Compare(session.Run(maskable.Feed(set, plan)), cutSession.Run(set))
            .MaxBy(difference => difference.Relative);
        return worst is null || worst.Relative <= tolerance
            ? null
            : FormattableString.Invariant($"output '{worst.Output}' differs by {worst.Relative:0.0e+0} on input {i + 1}");
    }

    private ModelSession Open(OnnxModel model)
    {
        var opened = ModelSession.Open(model, Device.Cpu, settings);
        return opened.IsOk ? opened.Value : throw new InvalidDataException(string.Join("; ", opened.Diagnostics));
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
