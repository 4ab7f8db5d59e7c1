using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>
/// The residual stream of a pre-norm network: values that sums of matrices' outputs make, that only normalisations read, and whose
/// normalised rows only matrices read. Every orthogonal change of basis goes through all of that.
/// </summary>
/// <param name="Positions">The values that normalisations read, in the order of their computation.</param>
/// <param name="Norms">Those normalisations.</param>
/// <param name="Carriers">The nodes that make the stream's values from each other: sums, reshapes.</param>
/// <param name="Writers">The nodes that add to the stream, each with the input that is a constant: tables, matrices, biases.</param>
/// <param name="Readers">The matrices behind each normalisation, in the order of <paramref name="Norms" />.</param>
internal sealed record ResidualStreams(
    ValueList<string> Positions, ValueList<StreamNorm> Norms, IReadOnlySet<NodeProto> Carriers,
    ValueList<(NodeProto Node, int Input)> Writers, ValueList<ValueList<NodeProto>> Readers)
{
    /// <summary>True when the normalisations subtract the mean, so that the direction of equal entries must
    /// leave the stream first.</summary>
    public bool Centres => Norms[0].Centres;
}
