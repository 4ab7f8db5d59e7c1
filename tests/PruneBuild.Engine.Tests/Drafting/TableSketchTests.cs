using System.Globalization;
using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class TableSketchTests
{
    private const string Named = "sentence\tlabel\na good film\t1\na bad film\t0\nnot so bad\t1\n";

    [TestMethod]
    public void AHeaderIsSeen()
    {
        var sketch = Sketch("a.tsv", Named);
        Assert.IsTrue(sketch.Header);
        Assert.AreEqual("sentence", sketch.Sentences.Single().Name);
        Assert.AreEqual("label", sketch.Label(2)!.Name);
    }

    [TestMethod]
    [DataRow("who left\t1\nthey had settled\t0\nwe agree now\t1\n", "column2")]
    [DataRow("oil is up again\tBusiness\nthe match was won\tSports\nstocks fall today\tBusiness\n", "column2")]
    [DataRow("0,0,5,13\n0,1,12,3\n2,2,1,13\n", "column4")]
    public void WithoutAHeaderColumnsAreNumbered(string text, string label)
    {
        var sketch = Sketch(text.Contains('\t') ? "a.tsv" : "a.csv", text);
        Assert.IsFalse(sketch.Header);
        Assert.AreEqual(label, sketch.Label(label == "column4" ? 14 : 2)!.Name);
    }

    [TestMethod]
    public void TwoColumnsOfSentencesAreBothFoundAndNumbersAreNoClasses()
    {
        var sketch = Sketch(
            "a.tsv", "Quality\t#1 ID\t#1 String\t#2 String\n1\t133\tthe cat sat down\tthe cat sat\n0\t134\ta dog\tan old owl\n");
        CollectionAssert.AreEquivalent(new[] { "#1 String", "#2 String" }, sketch.Sentences.Select(column => column.Name).ToArray());
        Assert.AreEqual("Quality", sketch.Label(2)!.Name);
    }

    [TestMethod]
    public void NumbersOfLabelsComeBeforeTheirWords() =>
        Assert.AreEqual("label_id", Sketch("a.tsv", "text\tlabel\tlabel_id\na b c\tworld\t0\nd e f\tsports\t1\n").Label(2)!.Name);

    [TestMethod]
    public void WordsOfLabelsAreSorted()
    {
        var sketch = Sketch("a.tsv", "text\tlabel\na b c\tworld\nd e f\tsports\n");
        CollectionAssert.AreEqual(new[] { "sports", "world" }, TableSketch.Words(sketch.Label(2)!).ToArray());
    }

    [TestMethod]
    public void NumbersAreReadTheSameWayInEveryCountry()
    {
        var (here, there) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        there.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = there;
            LabelsThatDoNotCountFromZeroAreWords("1,-1,-1", "-1 1");
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [TestMethod]
    [DataRow("2,1,1", "1 2")]
    [DataRow("1,-1,-1", "-1 1")]
    [DataRow("1,0,0", "")]
    public void LabelsThatDoNotCountFromZeroAreWords(string labels, string words)
    {
        var values = labels.Split(',');
        var sketch = Sketch("a.tsv", $"text\tlabel\na b c\t{values[0]}\nd e f\t{values[1]}\ng h i\t{values[2]}\n");
        Assert.AreEqual("label", sketch.Label(2)!.Name);
        Assert.AreEqual(words, string.Join(' ', TableSketch.OtherNumbers(sketch.Label(2)!, 2)));
    }

    [TestMethod]
    public void AMoreVariedColumnThanTheModelHasClassesIsNoLabel() =>
        Assert.IsNull(Sketch("a.tsv", "text\tid\na b c\t17\nd e f\t18\ng h i\t19\n").Label(2));

    private static TableSketch Sketch(string name, string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), text);
        var read = TableSketch.Read(folder.File(name), 0);
        Assert.IsTrue(read.IsOk, string.Join("; ", read.Diagnostics));
        return read.Value;
    }
}
