using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A model that every method is tried on: a classifier or a language model.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Measure">What the score is.</param>
/// <param name="Sparsities">Columns of the table of masks: values of <c>sparsity</c>.</param>
/// <param name="Original">Reads the model.</param>
/// <param name="Calibration">What methods may look at; FLOPs are counted for its shapes.</param>
/// <param name="Prune">Prunes as a value of <c>prune</c> says, or says why not.</param>
/// <param name="Score">Judges a model on validation data.</param>
internal sealed record TableSubject(
    string Name, string Title, string Measure, string[] Sparsities, Func<OnnxModel> Original, Func<IReadOnlyList<Batch>> Calibration,
    Func<string, Result<PrunedModel>> Prune, Func<OnnxModel, double> Score)
{
    /// <summary>Every subject.</summary>
    public static IReadOnlyList<TableSubject> All { get; } =
    [
        Of(LanguageModel.Stories), Of(LanguageModel.Characters),
        Of("sst2-minilm-masks"), Of("sentiment-small"),
        .. new[] { "resnet20", "resnet32", "resnet56" }.Select(name => Of(name) with { Sizes = $"{MethodTables.AnySize}, " }),
    ];

    /// <summary>What the tables of structures say of sizes, so that methods meet at equal costs.</summary>
    public string Sizes { get; private init; } = "";

    /// <summary>The subject of that name.</summary>
    public static TableSubject Named(string name) => All.FirstOrDefault(subject => subject.Name == name)
        ?? throw new ArgumentException(
            $"no subject is called '{name}'; there are {string.Join(", ", All.Select(subject => subject.Name))}");

    /// <summary>A score as tables print it.</summary>
    public string Print(double score) => score.ToString(
        Measure == "accuracy" ? "0.0000" : score >= 100 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static TableSubject Of(LanguageModel model) => new(
        model.Name, model.Title, LanguageModel.Measure, ["50%", "70%", "2:4", "4:8"], model.Read, model.Batches,
        prune => ModelPruner.Prune(model.Read(), model.Entry(prune), seed: 0, Workbench.Of(model.Batches(), Device.Cpu)), model.Perplexity);

    private static TableSubject Of(string name)
    {
        var subject = Subjects.Named(name);
        var prepared = new Lazy<PreparedSubject>(
            () => subject.Prepare(subject.Manifest("{ method: magnitude, remove: { flops: 50% } }", 0)));
        return new TableSubject(
            name, subject.Title, subject.Score.Name, ["50%", "60%", "70%", "80%", "2:4"],
            () => prepared.Value.Model, () => prepared.Value.Calibration,
            prune => ModelPruner.Prune(
                prepared.Value.Model, subject.Manifest(prune, 0).Models[0], seed: 0, Workbench.Of(prepared.Value.Calibration, Device.Cpu)),
            model => subject.Score.Of(model, prepared.Value.Validation));
    }
}
