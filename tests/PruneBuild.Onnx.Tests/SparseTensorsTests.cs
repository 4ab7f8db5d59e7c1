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

    [TestMethod]
    public void TheSparseFormHoldsWhatIsNotZeroBitForBit()
    {
        var dense = Tensor.Of([0f, -0f, 0, 2, 3, 0, 0, 0, 0, 0, float.NaN, 5], 3, 4);

        var sparse = SparseTensors.FromDense("w", dense);

        CollectionAssert.AreEqual(new long[] { 1, 3, 4, 10, 11 }, Model.Read(sparse.Indices).ToInt64s());
        CollectionAssert.AreEqual(dense.Bytes.ToArray(), SparseTensors.ToDense(Model, sparse).Bytes.ToArray());
        Assert.AreEqual("w 3×4", $"{SparseTensors.Name(sparse)} {string.Join('×', sparse.Dims)}");
    }

    [TestMethod]
    public void ElementsThatShareBytesHaveNoSparseForm() =>
        Assert.ThrowsExactly<ArgumentException>(() => SparseTensors.FromDense("w", new Tensor(ElementType.UInt4, [2], new byte[1])));

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
