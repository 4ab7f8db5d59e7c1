using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Drafting;

/// <summary>What a model is, as far as its graph and one run show.</summary>
/// <param name="Model">The model.</param>
/// <param name="Structure">What can be cut, layers included.</param>
/// <param name="Probe">That run.</param>
/// <param name="Inputs">What data has to feed.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="Classes">Classes that it tells apart; 0 unless it is a classifier.</param>
/// <param name="Vocabulary">Tokens that a language model scores at every position; 0 for other models.</param>
/// <param name="Family">What kind of network it is, in words.</param>
/// <param name="Layers">Blocks of attention, else layers with weights.</param>
internal sealed record ModelSketch(
    OnnxModel Model, ModelStructure Structure, ProbedSample Probe, ValueList<ModelInput> Inputs, AnswerKind Answer, int Classes,
    int Vocabulary, string Family, int Layers)
{
    private static readonly int[] Lengths = [512, 256, 128, 64, 32, 16, 8];

    /// <summary>A model that has not been run: its inputs are all that is known.</summary>
    public static ModelSketch Unseen(OnnxModel model) => new(
        model, new ModelStructure([], [], [], [], [], new CostModel([], [], [], [])),
        new ProbedSample(new Dictionary<string, Tensor>(), new ShapeFacts(new Dictionary<string, ValueFact>())),
        InputsOf(model), AnswerKind.Other, 0, 0, "", 0);

    /// <summary>Looks at a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Asked for records where it takes nothing made up; null for none.</param>
    public static Result<ModelSketch> Of(OnnxModel model, Func<Batch?>? data = null)
    {
        var analysed = StructureAnalysis.Analyse(model, null, Device.Cpu, withLayers: true);
        if (!analysed.IsOk && analysed.Diagnostics[0].Code == DiagnosticCatalog.NoSampleInput.Code && data?.Invoke() is { } batch)
            analysed = StructureAnalysis.Analyse(model, [batch], Device.Cpu, withLayers: true);
        if (!analysed.IsOk)
            return analysed.As<ModelSketch>();
        var inputs = InputsOf(model);
        var probe = analysed.Value.Probe;
        var output = probe.Facts.Find(model.Graph.Output[0].Name);
        var (answer, classes) = AnswerKinds.Of(
            PredictsTokens(model, inputs, probe), output?.Type ?? ElementType.Undefined, output?.Shape ?? []);
        if (answer == AnswerKind.Other)
            answer = Compared(Measuring.Answer.Of(model, probe));
        var structure = analysed.Value.Structure;
        return Result<ModelSketch>.Ok(new ModelSketch(
            model, structure, probe, inputs, answer, classes, answer == AnswerKind.NextToken ? (int)output!.Shape[^1] : 0,
            FamilyWords.Of(model, structure), FamilyWords.Layers(model, structure)));
    }

    private static ValueList<ModelInput> InputsOf(OnnxModel model)
    {
        var caches = EmptyCaches.Of(model);
        return ModelInput.Of(model).Where(input => !caches.ContainsKey(input.Name)).ToValueList();
    }

    /// <summary>Of an answer of no kind of its own, what gates can compare.</summary>
    private static AnswerKind Compared(Answer answer) =>
        !answer.AreNumbers ? AnswerKind.Words
        : AnswerMeter.Compares(MetricCatalog.Cosine, answer, null) ? AnswerKind.Other
        : AnswerKind.Number;

    /// <summary>True when an output [records, positions, vocabulary] scores the tokens that follow those of the input,
    /// which the model does not see.</summary>
    private static bool PredictsTokens(OnnxModel model, ValueList<ModelInput> inputs, ProbedSample probe)
    {
        var output = model.Graph.Output[0].Name;
        if (probe.Facts.Find(output) is not { Shape.Count: 3 } fact
            || PredictedTokens.InputOf(model, fact.Shape[2], input => input.Type.TensorType.Shape?.Dim.Count == 2) is not { } tokens
            || tokens != TokenInputs.Of(inputs).Ids)
            return false;
        var (answer, batch) = (new Answer(output, (int)fact.Shape[2], false, tokens), new Batch(probe.Inputs, [0]));
        if (answer.On([batch]).TokenInput is null)
            return false;
        var seen = LookAhead.Of(model, Device.Cpu, output, tokens, batch);
        return seen.IsOk && !seen.Value;
    }

    /// <summary>The input that takes token numbers: whole numbers, with records and positions as axes; null for other models.</summary>
    public ModelInput? Tokens => Inputs.FirstOrDefault(input => AnswerKinds.TakesTokens(input) && input.Name == TokenInputs.Of(Inputs).Ids);

    /// <summary>Positions of a record that the model runs with: its fixed number, else the most of those tried.</summary>
    public int LongestSequence()
    {
        if (Tokens!.Shape[1] is { } stated)
            return (int)stated;
        using var session = ModelSession.Open(Model, Device.Cpu).Value;
        return session is null ? Lengths[^1] : Lengths.FirstOrDefault(length => Runs(session, length), Lengths[^1]);
    }

    /// <summary>Such as <c>a transformer classifier, 6 layers</c>.</summary>
    public override string ToString()
    {
        var role = Answer switch
        {
            AnswerKind.Class => " classifier",
            AnswerKind.Number => " that answers a number",
            AnswerKind.NextToken => " language model",
            _ => "",
        };
        return $"a {Family}{role}, {Amount.Of(Layers, "layer")}";
    }

    private bool Runs(ModelSession session, int length)
    {
        var inputs = SampleInputs.Create(Model, OpenSizes(length));
        if (!inputs.IsOk)
            return false;
        try
        {
            session.Run(inputs.Value);
            return true;
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private Dictionary<string, long> OpenSizes(int length)
    {
        var sizes = new Dictionary<string, long> { ["axis 1"] = length };
        foreach (var input in Model.Graph.Input.Where(input => input.Type?.TensorType?.Shape?.Dim.Count >= 2))
            sizes[input.Type.TensorType.Shape.Dim[1].DimParam] = length;
        return sizes;
    }
}
