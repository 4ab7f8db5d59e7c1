using Google.Protobuf;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Testing.Tests;

[TestClass]
public sealed class ModelMutationTests
{
    private static readonly byte[] File = new ModelBuilder().Input("x", ElementType.Float, 2, 3).Weight("w", 1, 3, 4)
        .Node("MatMul", ["x", "w"], ["h"]).Node("Softmax", ["h"], ["y"], ("axis", 1)).Output("y").Build().Proto.ToByteArray();

    [TestMethod]
    public void TheSameSeedMakesTheSameFile()
    {
        for (var seed = 0; seed < 50; seed++)
            CollectionAssert.AreEqual(ModelMutation.Mutate(File, seed), ModelMutation.Mutate(File, seed));
    }

    [TestMethod]
    public void SomeFilesStayModelsAndMostDiffer()
    {
        var mutants = Enumerable.Range(0, 200).Select(seed => ModelMutation.Mutate(File, seed)).ToArray();

        Assert.IsGreaterThan(120, mutants.Count(mutant => !mutant.AsSpan().SequenceEqual(File)));
        Assert.IsGreaterThan(60, mutants.Count(IsModel));
    }

    private static bool IsModel(byte[] bytes)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(bytes).Graph is not null;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
