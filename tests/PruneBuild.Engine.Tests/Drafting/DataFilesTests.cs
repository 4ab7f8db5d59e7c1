using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class DataFilesTests
{
    [TestMethod]
    [DataRow("train.tsv", "dev.tsv", "test.tsv", "dev.tsv")]
    [DataRow("train.tsv", "test.tsv", "dev.csv", "test.tsv")]
    [DataRow("train_jpeg_500.bin.gz", "test_lossless_100.bin", "test_jpeg_1000.bin.gz", "test_jpeg_1000.bin.gz")]
    [DataRow("train10k-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz")]
    [DataRow("sts-train.tsv", "sts-dev.tsv", "sts-test.tsv", "sts-dev.tsv")]
    public void RecordsToJudgeOnAreFoundByName(string given, string one, string other, string expected)
    {
        using var folder = Folder(given, one, other);
        Assert.AreEqual(folder.File(expected), DataFiles.Validation(folder.File(given), _ => true));
    }

    [TestMethod]
    [DataRow("samples.tsv", "dev.tsv")]
    [DataRow("train.tsv", "development.tsv")]
    public void WithoutSuchANameTheRecordsJudgeThemselves(string given, string other)
    {
        using var folder = Folder(given, other);
        Assert.AreEqual(folder.File(given), DataFiles.Validation(folder.File(given), _ => false));
    }

    [TestMethod]
    [DataRow("reviews.csv", "dev.csv", "test.csv", "dev.csv")]
    [DataRow("digits.csv", "digits-test.csv", "dev.csv", "digits-test.csv")]
    [DataRow("reviews.csv", "dev.tsv", "orders-test.csv", "reviews.csv")]
    [DataRow("test.csv", "dev.csv", "train.csv", "test.csv")]
    public void ANameThatSaysNothingGoesWithOneThatOnlyAddsAWord(string given, string one, string other, string expected)
    {
        using var folder = Folder(given, one, other);
        Assert.AreEqual(folder.File(expected), DataFiles.Validation(folder.File(given), _ => true));
    }

    [TestMethod]
    public void OfSeveralTheFirstThatHoldsTheSameIsTaken()
    {
        using var folder = Folder("reviews.csv", "dev.csv", "test.csv");
        Assert.AreEqual(folder.File("test.csv"), DataFiles.Validation(folder.File("reviews.csv"), path => path == folder.File("test.csv")));
    }

    [TestMethod]
    public void FoldersAreFoundBesideFolders()
    {
        using var folder = Folder("test.tsv");
        Directory.CreateDirectory(folder.File("train"));
        Directory.CreateDirectory(folder.File("test"));
        Assert.AreEqual(folder.File("test"), DataFiles.Validation(folder.File("train"), _ => true));
    }

    [TestMethod]
    public void RecordsToCalibrateOnAreLookedForInDataFolders()
    {
        using var folder = Folder("notes.txt", "data/train.tsv", "data/dev.tsv");
        CollectionAssert.AreEqual(
            new[] { folder.File("data/train.tsv") }, DataFiles.Calibrations(folder.Path, folder.File("absent")).ToArray());
    }

    [TestMethod]
    public void TheFirstFolderWithAVocabularyWins()
    {
        using var folder = Folder("a/readme.txt", "b/bert-vocab.txt", "c/tokenizer.json");
        Assert.AreEqual(folder.File("b/bert-vocab.txt"), DataFiles.Vocabularies(folder.File("a"), folder.File("b"), folder.File("c"))[0]);
        Assert.IsEmpty(DataFiles.Vocabularies(folder.File("a"), folder.File("absent")));
    }

    private static TemporaryFolder Folder(params string[] files)
    {
        var folder = new TemporaryFolder();
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(file))!);
            File.WriteAllText(folder.File(file), "");
        }

        return folder;
    }
}
