using Google.Protobuf;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class TestDataReaderTests
{
    [TestMethod]
    public void RecordsOfAllSetsFollowOneAnotherInTheOrderOfTheirNumbers()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "test_data_set_10/input_0.pb", "x", [7, 8], 1, 2);
        Write(folder, "test_data_set_9/input_0.pb", "x", [1, 2, 3, 4], 2, 2);
        Write(folder, "test_data_set_9/input_1.pb", "", [5, 6], 2);
        Write(folder, "test_data_set_10/input_1.pb", "", [9], 1);
        Assert.IsTrue(TestDataReader.IsTestData(folder.Path));
        var table = TestDataReader.Read(folder.Path).Value!;
        Assert.AreEqual(3, table.Count);
        CollectionAssert.AreEqual(new[] { "x", "input_1" }, table.Columns.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new float[] { 7, 8 }, ((ListColumn)table.Columns[0])[2]!.ToFloats());
        CollectionAssert.AreEqual(new float[] { 6 }, ((ListColumn)table.Columns[1])[1]!.ToFloats());
    }

    [TestMethod]
    public void OneSetIsEnough()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "input_0.pb", "x", [1, 2, 3], 1, 3);
        Assert.IsTrue(TestDataReader.IsTestData(folder.Path));
        Assert.AreEqual(1, TestDataReader.Read(folder.Path).Value!.Count);
    }

    [TestMethod]
    public void InputsOfDifferentNumbersOfRecordsAreRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "test_data_set_0/input_0.pb", "x", [1, 2], 2, 1);
        Write(folder, "test_data_set_0/input_1.pb", "y", [1], 1, 1);
        Assert.AreEqual("PB3028", TestDataReader.Read(folder.Path).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void WhatIsNoTensorIsRefusedAtItsFile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("test_data_set_0/input_0.pb", "no tensor at all");
        var problem = TestDataReader.Read(folder.Path).Diagnostics.Single();
        Assert.AreEqual("PB3022", problem.Code);
        Assert.AreEqual(folder.File("test_data_set_0/input_0.pb"), problem.Location!.File);
    }

    [TestMethod]
    public void AScalarHasNoRecords()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("input_0.pb"), TensorProtos.Scalar("x", 1f).ToByteArray());
        Assert.AreEqual("PB3022", TestDataReader.Read(folder.Path).Diagnostics.Single().Code);
    }

    private static void Write(TemporaryFolder folder, string file, string name, float[] values, params long[] shape)
    {
        folder.Write(file, "");
        File.WriteAllBytes(folder.File(file), TensorProtos.Create(name, values, shape).ToByteArray());
    }
}
