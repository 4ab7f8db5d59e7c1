using Google.Protobuf;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

/// <summary>Seeded damage to small models: whatever the bytes, reading gives a model that can be used or a diagnostic.</summary>
[TestClass]
public sealed class HostileBytesTests
{
    private const int Mutations = 1500;

    [TestMethod]
    public void NoDamageToAModelEscapesAsAnException()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(1, 2, 3, 4));
        var originals = Originals();
        var (usable, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Damage(originals[i % originals.Length], seed: i);
            var read = OnnxReader.Parse(bytes, folder.File("model.onnx"));
            if (read.IsOk)
                Use(read.Value);
            else
                Assert.StartsWith("PB20", read.Diagnostics[0].Code);
            _ = read.IsOk ? usable++ : refused++;
        }
        Assert.IsGreaterThan(Mutations / 20, usable, "Damage that everything notices tests only the parser.");
        Assert.IsGreaterThan(Mutations / 20, refused);
    }

    private static void Use(OnnxModel model)
    {
        using (model)
        {
            foreach (var tensor in ModelTensors.Of(model.Proto).Where(tensor => tensor.DataType != (int)ElementType.String))
                Assert.IsGreaterThanOrEqualTo(0L, model.Read(tensor).Count);
            var index = new GraphIndex(model.Graph);
            foreach (var output in model.Graph.Output)
                _ = index.Constant(output.Name);
            _ = TopologicalOrder.Sort(GraphEdits.RemoveDead(model.Graph));
            _ = SparseInitializers.Dense(model);
            Assert.IsNotEmpty(model.Proto.ToByteArray());
        }
    }

    private static byte[][] Originals() =>
    [
        BranchingModel.Build().Proto.ToByteArray(),
        new ModelBuilder().Input("x", ElementType.Float, "n")
            .Initializer(ExternalTensors.Floats("w.bin", 2, offset: 4, length: 8))
            .Initializer(new TensorProto { Name = "f", DataType = 1, Dims = { 2 }, FloatData = { 1, 2 } })
            .Constant("c", Tensor.Of([1L, 2]))
            .Node("Reshape", ["w", "c"], ["r"]).Node("Add", ["r", "f"], ["y"]).Output("y").Build().Proto.ToByteArray(),
        Sparse().Proto.ToByteArray(),
    ];

    private static OnnxModel Sparse()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Node("MatMul", ["x", "s"], ["y"]).Output("y").Build();
        model.Graph.SparseInitializer.Add(SparseTensors.FromDense("s", Tensor.Of([0f, 1, 0, 0, 2, 0, 0, 3], 4, 2)));
        return model;
    }

    private static byte[] Damage(byte[] original, int seed)
    {
        var numbers = SeededValues.Integers(seed, 16, int.MaxValue);
        var bytes = original.ToList();
        for (var change = 0; change <= numbers[0] % 4; change++)
        {
            var position = numbers[1 + change] % bytes.Count;
            switch (numbers[6 + change] % 4)
            {
                case 0:
                    bytes[position] ^= (byte)(1 << (numbers[11 + change] % 8));
                    break;
                case 1:
                    bytes[position] = (byte)numbers[11 + change];
                    break;
                case 2:
                    bytes.Insert(position, (byte)numbers[11 + change]);
                    break;
                default:
                    bytes.RemoveRange(position, Math.Min(bytes.Count - position, 1 + numbers[11 + change] % 4));
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add(0);
        }
        return [.. bytes];
    }
}
