using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures;

/// <summary>Tells operators that put out a product with a weight from those that fuse more into it.</summary>
public static class PlainProduct
{
    private const int AddedToConvolution = 3;

    /// <summary>True when what a node puts out is the product and its bias alone, so that the weight can be fit to it: no factor, no second
    /// summand, no activation.</summary>
    /// <param name="node">A MatMul, Gemm or Conv, fused or not.</param>
    public static bool Is(NodeProto node) => node.Number("alpha", 1) == 1 && IsLinear(node);

    /// <summary>The same, but for a factor alpha.</summary>
    public static bool IsLinear(NodeProto node) =>
        node.Find("activation") is not { S.IsEmpty: false }
        && !(node.OpType == "FusedConv" && node.Input.Count > AddedToConvolution && node.Input[AddedToConvolution].Length > 0);
}
