using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Drafting.Preparing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting.Preparing;

[TestClass]
public sealed class ArrayDraftsTests
{
    [TestMethod]
    [DataRow("1", "")]
    [DataRow("16", "0.0625")]
    [DataRow("16.5", "0.00392157")]
    [DataRow("255", "0.00392157")]
    [DataRow("256", "")]
    public void AScaleIsTriedForTheRangeOfTheNumbers(string largest, string scale) =>
        Assert.AreEqual(scale, string.Join(
            ' ', Steps($"a,b,label\n0,1,0\n1,{largest},1\n").Skip(1).Select(step => step.Split("scale: ")[1].TrimEnd(' ', '}'))));

    [TestMethod]
    [DataRow("x9,x10,label\n0,1,0\n1,0,1\n", "x*")]
    [DataRow("label,in.1,in.2\n0,0,1\n1,1,0\n", "in.*")]
    [DataRow("x1,y2,label\n0,1,0\n1,0,1\n", "[x1, y2]")]
    [DataRow("l1,l2,label\n0,1,0\n1,0,1\n", "[l1, l2]")]
    [DataRow("z,z2,label\n0,1,0\n1,0,1\n", "[z, z2]")]
    [DataRow("0.5,1,0\n1,0.5,1\n", "[column1, column2]")]
    public void NumberedColumnsAreOnePatternWhereItTakesNoOther(string text, string columns) =>
        StringAssert.StartsWith(Steps(text).First(), $"array: {{ columns: {columns}, shape");

    private static string[] Steps(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.csv"), text);
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 2)
            .Weight("w", 1, 2, 2)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output("y", ElementType.Float, "batch", 2)
            .Build();
        var source = new Source(
            ModelSketch.Of(model).Value!, TableSketch.Read(folder.File("a.csv"), 0).Value!, folder.File("a.csv"),
            folder.File("a.csv"), [], null, [], path => path);
        return [.. ArrayDrafts.Of(source).Select(draft => draft.Prepare.Single())];
    }
}
