using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>Graphs of one tokenizer operator of ONNX Runtime Extensions.</summary>
internal static class TokenizerGraph
{
    public const string Text = "text";

    public const string Ids = "ids";

    public const string Types = "types";

    public const string Mask = "mask";

    private const string Domain = "ai.onnx.contrib";

    /// <summary>The graph of a step.</summary>
    /// <param name="step">What the manifest says.</param>
    /// <param name="vocabulary">Full path of vocab.txt or tokenizer.json.</param>
    public static Result<OnnxModel> Create(TokenizeStep step, string vocabulary) => DataFile.Guard(vocabulary, () =>
    {
        var content = File.ReadAllText(vocabulary);
        return Result<OnnxModel>.Ok(new OnnxModel(
            step.Kind.Value == TokenizerKind.Wordpiece
                ? Model(WordPiece(step, content), [Ids, Types, Mask])
                : Model(Json(content), [Ids, Mask])));
    });

    private static NodeProto WordPiece(TokenizeStep step, string vocabulary) => new()
    {
        OpType = "BertTokenizer",
        Domain = Domain,
        Input = { Text },
        Output = { Ids, Types, Mask },
        Attribute =
        {
            NodeWriter.Attribute("vocab_file", vocabulary),
            NodeWriter.Attribute("do_lower_case", step.LowerCase.Value ? 1 : 0),
            NodeWriter.Attribute("strip_accents", (step.StripAccents?.Value ?? step.LowerCase.Value) ? 1 : 0),
        },
    };

    private static NodeProto Json(string tokenizer) => new()
    {
        OpType = "HfJsonTokenizer",
        Domain = Domain,
        Input = { Text },
        Output = { Ids, Mask },
        Attribute = { NodeWriter.Attribute("tokenizer_config", "{}"), NodeWriter.Attribute("tokenizer_vocab", tokenizer) },
    };

    private static ModelProto Model(NodeProto node, IReadOnlyList<string> outputs) => new()
    {
        IrVersion = 8,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 }, new OperatorSetIdProto { Domain = Domain, Version = 1 } },
        Graph = new GraphProto
        {
            Name = "tokenize",
            Node = { node },
            Input = { ValueInfos.Tensor(Text, ElementType.String, 1) },
            Output = { outputs.Select(name => new ValueInfoProto
            {
                Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Int64 } },
            }) },
        },
    };
}
