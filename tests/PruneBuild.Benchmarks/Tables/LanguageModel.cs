using System.Runtime.InteropServices;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A small trained language model with fixed windows to calibrate on and to judge by.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="File">The model, below the shared folder.</param>
/// <param name="Context">Tokens that a window of calibration feeds; one more is what comes behind them.</param>
/// <param name="Calibration">Windows that methods may look at.</param>
/// <param name="Evaluation">Windows that they are judged by: each token but the first is predicted.</param>
internal sealed record LanguageModel(
    string Name, string Title, string File, int Context, Func<long[][]> Calibration, Func<long[][]> Evaluation)
{
    /// <summary>What language models are scored by.</summary>
    public const string Measure = "perplexity";

    /// <summary>A Llama of 260 thousand parameters on short stories.</summary>
    public static LanguageModel Stories { get; } = new(
        "stories", "stories260k (Llama): 128 windows of 256 tokens calibrate, stories 100 to 199 validate (42,183 predictions)",
        "data/stories260k/stories260k.onnx", 256,
        () => [.. Enumerable.Range(0, 128).Select(i => StoryTokens()[(256 * i)..(256 * (i + 1))])],
        () =>
        {
            var starts = MemoryMarshal.Cast<byte, uint>(
                System.IO.File.ReadAllBytes(SharedFolder.Require("data", "tinystories", "tok512_200stories.offsets.u32"))).ToArray();
            return [.. Enumerable.Range(100, 100).Select(i => StoryTokens()[(int)starts[i]..(int)starts[i + 1]])];
        });

    /// <summary>A character model on Shakespeare.</summary>
    public static LanguageModel Characters { get; } = new(
        "char",
        "shakespeare-char-gpt (GPT): 1,024 windows of 32 characters calibrate, 3,000 of the last tenth validate (96,000 predictions)",
        "data/shakespeare-char-gpt/shakespeare-char-gpt.onnx", 32,
        () => [.. Enumerable.Range(0, 1024).Select(i => CharacterTokens()[(980 * i)..((980 * i) + 33)])],
        () => [.. Enumerable.Range(0, 3000).Select(i => CharacterTokens()[(1003854 + (37 * i))..(1003854 + (37 * i) + 33)])]);

    /// <summary>Every language model.</summary>
    public static IReadOnlyList<LanguageModel> All { get; } = [Stories, Characters];

    private static readonly Lazy<long[]> stories = new(() => Array.ConvertAll(
        MemoryMarshal.Cast<byte, ushort>(
            System.IO.File.ReadAllBytes(SharedFolder.Require("data", "tinystories", "tok512_200stories.u16"))).ToArray(),
        token => (long)token));

    private static readonly Lazy<long[]> characters = new(() =>
    {
        var text = System.IO.File.ReadAllText(SharedFolder.Require("data", "tinyshakespeare", "input.txt"));
        var alphabet = text.Distinct().Order().Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index);
        return [.. text.Select(character => alphabet[character])];
    });

    /// <summary>The model.</summary>
    public OnnxModel Read() => Subject.Must(OnnxReader.Read(SharedFolder.Require(File.Split('/'))));

    /// <summary>An entry of prune.yaml for it.</summary>
    /// <param name="prune">Value of <c>prune</c>.</param>
    public ModelEntry Entry(string prune) => Subject.Must(ManifestReader.Parse(
        $"version: 1\nmodels:\n  subject:\n    source: {File}\n    prune: {prune}\n",
        SharedFolder.Require("models")[..^"models".Length] + "prune.yaml")).Models[0];

    /// <summary>The calibration windows as batches.</summary>
    public IReadOnlyList<Batch> Batches() =>
    [
        .. Calibration().Index().Chunk(16)
            .Select(chunk => Batch([.. chunk.Select(pair => pair.Item[..Context])], [.. chunk.Select(pair => pair.Index)]) with
            {
                Next = [.. chunk.Select(pair => pair.Item.Length > Context ? pair.Item[Context] : -1)],
            }),
    ];

    /// <summary>exp of the mean loss of a predicted token.</summary>
    public double Perplexity(OnnxModel model)
    {
        using var session = Subject.Must(ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible));
        var windows = Evaluation();
        var batches = windows.Index().GroupBy(pair => pair.Item.Length).SelectMany(same => same.Chunk(64))
            .Select(chunk => Batch([.. chunk.Select(pair => pair.Item[..^1])], [.. chunk.Select(pair => pair.Index)]));
        var score = new NextTokenScore();
        foreach (var (batch, outputs) in OutputStream.Run(session, batches))
        {
            var logits = outputs[session.Outputs[0]];
            var (values, size) = (logits.ToFloats(), (int)(logits.Shape[1] * logits.Shape[2]));
            foreach (var (row, record) in batch.Records.Index())
                score.Add(values.AsSpan(row * size, size), [.. windows[record][1..].Select(token => (int)token)]);
        }

        return score.Perplexity()!.Value;
    }

    private static long[] StoryTokens() => stories.Value;

    private static long[] CharacterTokens() => characters.Value;

    private static Batch Batch(long[][] windows, int[] records) => new(
        new Dictionary<string, Tensor>
        {
            ["input_ids"] = Tensor.Of([.. windows.SelectMany(window => window)], windows.Length, windows[0].Length),
        },
        records.ToValueList());
}
