using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class SparseTensorsTests
{
    // [[0, 1, 0, 2], [3, 0, 0, 0], [0, 0, 4, 5]]
    private static readonly float[] Dense = [0, 1, 0, 2, 3, 0, 0, 0, 0, 0, 4, 5];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EveryValueStandsAtItsPlace(bool coordinates) =>
        CollectionAssert.AreEqual(Dense, SparseTensors.ToDense(Model, Sparse(coordinates)).ToFloats());

    [TestMethod]
    [DataRow(false, 0)]
    [DataRow(true, 0)]
    [DataRow(false, 1)]
    [DataRow(true, 1)]
    public void TakingSlicesIsTakingThemOfTheDenseTensor(bool coordinates, int axis)
    {
        var taken = SparseTensors.Take(Model, Sparse(coordinates), axis, [0, 2]);

        CollectionAssert.AreEqual(
            Tensor.Of(Dense, 3, 4).Take(axis, [0, 2]).ToFloats(), SparseTensors.ToDense(Model, taken).ToFloats());
        Assert.AreEqual(coordinates ? 2 : 1, taken.Indices.Dims.Count);
        Assert.AreEqual("w", SparseTensors.Name(taken));
    }

    private static readonly OnnxModel Model = new(new ModelProto { Graph = new GraphProto() });

    private static SparseTensorProto Sparse(bool coordinates) => new()
    {
        Values = TensorProtos.Create("w", [1f, 2f, 3f, 4f, 5f], 5),
        Indices = coordinates
            ? TensorProtos.Create("", Tensor.Of([0L, 1, 0, 3, 1, 0, 2, 2, 2, 3], 5, 2))
            : TensorProtos.Create("", [1L, 3L, 4L, 10L, 11L], 5),
        Dims = { 3, 4 },
    };
}
