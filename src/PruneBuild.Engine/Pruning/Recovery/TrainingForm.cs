using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>A model as it is trained: its floats are initializers, and its halves are floats, which keep what small steps add. The model
/// that ships stays as it is written, but for the values.</summary>
/// <param name="Input">The pruned model and the original in that form.</param>
/// <param name="Facts">Types and shapes of the pruned model's values.</param>
/// <param name="Bench">The same data for it.</param>
internal sealed record TrainingForm(StepInput Input, ShapeFacts Facts, Workbench Bench)
{
    /// <summary>Brings a step's input into the form; what has it already is used as it is.</summary>
    /// <param name="input">The pruned model, and the original.</param>
    /// <param name="facts">Types and shapes of the pruned model's values.</param>
    /// <param name="bench">Data.</param>
    public static TrainingForm Of(StepInput input, ShapeFacts facts, Workbench bench)
    {
        var widens = DifferentiableForm.Widens(input.Model);
        return new TrainingForm(
            input with { Model = Of(input.Model), Original = widens ? DifferentiableForm.Widened(input.Original) : input.Original },
            widens ? new ShapeFacts(facts.Values.ToDictionary(pair => pair.Key, pair => Widened(pair.Value))) : facts,
            widens ? bench with { Batches = Frontier.Start(bench.Batches).InSinglePrecision().Batches } : bench);
    }

    /// <summary>A model with what was trained, rounded as the model stores it: zeros stay zeros.</summary>
    /// <param name="shipped">The model that was brought into this form.</param>
    /// <param name="trained">This form of it after training.</param>
    public OnnxModel Into(OnnxModel shipped, OnnxModel trained)
    {
        if (shipped == Input.Model)
            return trained;
        var (index, before) = (new GraphIndex(shipped.Graph), new GraphIndex(Input.Model.Graph));
        var changed = trained.Graph.Initializer.Where(tensor => !tensor.Equals(before.Initializer(tensor.Name)));
        return shipped.WithGraph(GraphEdits.ReplaceConstants(shipped.Graph, changed.ToDictionary(tensor => tensor.Name, Rounded)));

        TensorProto Rounded(TensorProto tensor) => TensorProtos.Create(
            tensor.Name,
            Tensor.OfFloats((ElementType)index.Constant(tensor.Name)!.DataType, trained.Read(tensor).ToFloats(), [.. tensor.Dims]));
    }

    private static OnnxModel Of(OnnxModel model) => ConstantsAsInitializers.Apply(DifferentiableForm.Widened(model));

    private static ValueFact Widened(ValueFact fact) => fact.Type == ElementType.Float16 ? fact with { Type = ElementType.Float } : fact;
}
