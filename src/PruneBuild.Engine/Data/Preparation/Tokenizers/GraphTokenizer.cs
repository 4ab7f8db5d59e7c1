using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>A tokenizer of ONNX Runtime Extensions, in a graph of one node.</summary>
internal sealed class GraphTokenizer : ITokenizer
{
    private static readonly string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private readonly ModelSession session;

    private GraphTokenizer(ModelSession session) => this.session = session;

    /// <summary>Opens the tokenizer of a step.</summary>
    /// <param name="step">What the manifest says.</param>
    /// <param name="vocabulary">Full path of vocab.txt or tokenizer.json.</param>
    /// <returns>The tokenizer; PB3020 or PB3022 for a vocabulary that is missing or none of the step's kind; PB3006 without ONNX Runtime
    /// Extensions.</returns>
    public static Result<ITokenizer> Open(TokenizeStep step, string vocabulary)
    {
        var graph = TokenizerGraph.Create(step, vocabulary);
        if (!graph.IsOk)
            return graph.As<ITokenizer>();
        var session = ModelSession.Open(graph.Value, Device.Cpu, SessionSettings.Reproducible);
        return session.IsOk ? Result<ITokenizer>.Ok(new GraphTokenizer(session.Value))
            : session.Diagnostics[0].Code != DiagnosticCatalog.ModelRefused.Code ? session.As<ITokenizer>()
            : Result<ITokenizer>.Fail(DiagnosticCatalog.DataUnreadable, null, vocabulary, Refusal(step, vocabulary));
    }

    /// <summary>What a vocabulary lacks of its kind.</summary>
    private static string Refusal(TokenizeStep step, string vocabulary)
    {
        if (step.Kind.Value == TokenizerKind.TokenizerJson)
            return "it is no tokenizer.json that 'kind: tokenizer-json' reads";
        var missing = special.Except(File.ReadLines(vocabulary)).ToArray();
        return $"it is no vocab.txt of 'kind: wordpiece'{(missing.Length == 0 ? "" : $": no line is {string.Join(" or ", missing)}")}";
    }

    /// <inheritdoc />
    public bool TryEncode(string text, string? pair, out TokenizedText tokens, out string reason)
    {
        var texts = pair is null ? TextTensor.Of(text) : TextTensor.Of(text, pair);
        var outputs = session.Run(new Dictionary<string, Tensor>(), new Dictionary<string, TextTensor> { [TokenizerGraph.Text] = texts });
        var ids = outputs[TokenizerGraph.Ids].ToInt64s();
        var types = outputs.TryGetValue(TokenizerGraph.Types, out var kinds) ? kinds.ToInt64s() : new long[ids.Length];
        (tokens, reason) = (new TokenizedText(ids, types), "");
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();
}
