using System.Globalization;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A model that masks are tried on.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Measure">What the score is.</param>
/// <param name="Sparsities">Columns: values of <c>sparsity</c>.</param>
/// <param name="Dense">Score of the original.</param>
/// <param name="Run">Prunes as a value of <c>prune</c> says, and judges.</param>
internal sealed record MaskSubject(
    string Name, string Title, string Measure, string[] Sparsities, Func<double> Dense, Func<string, MaskTrial> Run)
{
    /// <summary>Every subject.</summary>
    public static IReadOnlyList<MaskSubject> All { get; } =
    [
        Of(LanguageModel.Stories), Of(LanguageModel.Characters),
        Of("sst2-minilm-masks"), Of("sentiment-small"), Of("resnet20"), Of("resnet56"),
    ];

    /// <summary>A score as tables print it.</summary>
    public string Print(double score) => score.ToString(
        Measure == "accuracy" ? "0.0000" : score >= 100 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static MaskSubject Of(LanguageModel model) => new(
        model.Name, model.Title, "perplexity", ["50%", "70%", "2:4", "4:8"], () => model.Perplexity(model.Read()),
        prune => MaskTrial.Run(model.Read(), model.Entry(prune), model.Batches(), model.Perplexity));

    private static MaskSubject Of(string name)
    {
        var subject = Subjects.Named(name);
        var prepared = new Lazy<PreparedSubject>(() => subject.Prepare(subject.Manifest("{ method: magnitude, remove: { flops: 50% } }", 0)));
        return new MaskSubject(name, subject.Title, subject.Score.Name, ["50%", "60%", "70%", "80%", "2:4"], () => Score(prepared.Value.Model), prune => MaskTrial.Run(
            prepared.Value.Model, subject.Manifest(prune, 0).Models[0], prepared.Value.Calibration, Score));

        double Score(OnnxModel model) => subject.Score.Of(model, prepared.Value.Validation);
    }
}
