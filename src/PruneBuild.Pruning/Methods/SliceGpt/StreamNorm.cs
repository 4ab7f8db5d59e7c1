using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>A normalisation of rows: y = (x − m)/√(mean((x − m)²) + ε)·g + b, where m is the mean of x, or 0.</summary>
/// <param name="Input">x.</param>
/// <param name="Output">y.</param>
/// <param name="Last">The node that puts out y.</param>
/// <param name="Readers">The nodes of the normalisation that read x.</param>
/// <param name="Centres">True when the mean is subtracted (LayerNorm), false when not (RMSNorm).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Gain">g, [width]; null for ones.</param>
/// <param name="Shift">b, [width]; null for zeros.</param>
internal sealed record StreamNorm(
    string Input, string Output, NodeProto Last, ValueList<NodeProto> Readers, bool Centres, float Epsilon, float[]? Gain, float[]? Shift);
