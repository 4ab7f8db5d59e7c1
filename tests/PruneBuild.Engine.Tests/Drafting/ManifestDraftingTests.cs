using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class ManifestDraftingTests
{
    [TestMethod]
    public void ATableOfNumbersFeedsAPerceptron()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,label\n1,2,3,4,0\n2,3,4,5,1\n0,1,0,1,2\n");
        var text = Draft(folder, folder.File("train.csv"));
        GoldenFile.Matches(text, "numbers");
        var model = ManifestReader.Parse(text, folder.File("prune.yaml")).Value!.Models[0];
        Assert.AreEqual("label", model.Data!.Label!.Value);
    }

    [TestMethod]
    public void AModelOfWhichNothingCanBeCutHasNoDraft()
    {
        using var folder = new TemporaryFolder();
        Write(folder, new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Node("Relu", ["x"], ["y"])
            .Output("y", ElementType.Float, "batch", 4).Build());

        var draft = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx")], []);

        var problem = draft.Diagnostics.Single();
        Assert.AreEqual("PB2050", problem.Code);
        Assert.AreEqual(folder.File("model.onnx"), problem.Location!.File);
    }

    [TestMethod]
    public void AModelThatTakesNothingMadeUpIsSeenOnTheDataThatFeedsIt()
    {
        // Nine numbers in a row are no size that anybody would guess.
        using var folder = new TemporaryFolder();
        Write(folder, new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "wide").Integers("shape", -1, 9)
            .Weight("w", 1, 9, 6).Weight("v", 2, 6, 2)
            .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["s"])
            .Node("MatMul", ["s", "w"], ["h0"]).Node("Relu", ["h0"], ["h"]).Node("MatMul", ["h", "v"], ["y"]).Output("y").Build());
        Assert.AreEqual(
            "PB3008",
            ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx")], []).Diagnostics.Single().Code);
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,e,f,g,h,i,label\n1,2,3,4,5,6,7,8,9,0\n2,3,4,5,6,7,8,9,1,1\n");
        StringAssert.Contains(Draft(folder, folder.File("train.csv")), "6 neurons");
    }

    [TestMethod]
    public void TheNumberOfAClassIsComparedAsANumber()
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(
            new ModelBuilder()
                .Input("x", ElementType.Float, "batch", 4)
                .Weight("w1", 1, 4, 16).Weight("w2", 2, 16, 3)
                .Node("MatMul", ["x", "w1"], ["h"]).Node("Relu", ["h"], ["a"]).Node("MatMul", ["a", "w2"], ["scores"])
                .Node("ArgMax", ["scores"], ["class"], ("axis", 1), ("keepdims", 0))
                .Output("class", ElementType.Int64, "batch")
                .Build(),
            folder.File("model.onnx"));
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,label\n1,2,3,4,0\n2,3,4,5,1\n0,1,0,1,2\n");

        StringAssert.Contains(Draft(folder, folder.File("train.csv")), "pearson: { max-drop: 0.05 }");
    }

    [TestMethod]
    public void ImagesFeedAConvolutionInTheWayThatItAnswersBest()
    {
        // The network answers class 1 exactly when pixels are negative on average: of all scalings only -1..1
        // has its zero between 124 and 140.
        using var folder = new TemporaryFolder();
        Write(folder, Brightness());
        File.WriteAllBytes(
            folder.File("train.bin"),
            [.. Enumerable.Range(0, 6).SelectMany(i => Record((byte)(i % 2), i % 2 == 1 ? (byte)124 : (byte)140))]);
        var text = Draft(folder, folder.File("train.bin"));
        StringAssert.Contains(text, "range: -1..1");
        StringAssert.Contains(text, "answers 100 % of some of these records right");
        StringAssert.Contains(text, "The same records calibrate and judge");
    }

    [TestMethod]
    public void ATextFeedsALanguageModelOfAsManyCharacters()
    {
        using var folder = new TemporaryFolder();
        Write(folder, CharacterModel());
        File.WriteAllText(folder.File("input.txt"), string.Concat(Enumerable.Repeat("abcdefghijklmnop", 30)));
        var text = Draft(folder, folder.File("input.txt"));
        StringAssert.Contains(text, "tokenize: { kind: characters, vocabulary: input.txt }");
        StringAssert.Contains(text, "sequence-length: 8");
        StringAssert.Contains(text, "guessing among its 16 tokens has 16");
        StringAssert.Contains(text, "The same records calibrate and judge");
    }

    [TestMethod]
    public void OneFileOfManyRecordsCalibratesAndJudgesWithoutOneInCommon()
    {
        using var folder = new TemporaryFolder();
        Write(folder, CharacterModel());
        File.WriteAllText(folder.File("input.txt"), string.Concat(Enumerable.Repeat("abcdefghijklmnop", 50)));
        var text = Draft(folder, folder.File("input.txt"));
        StringAssert.Contains(text, "calibration: { file: input.txt, take: 50 }");
        StringAssert.Contains(text, "validation: { file: input.txt, skip: 50 }");
        Assert.IsFalse(text.Contains("The same records", StringComparison.Ordinal));
    }

    [TestMethod]
    public void ATextWithoutATokenizerForTheModelIsRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, CharacterModel());
        File.WriteAllText(folder.File("input.txt"), "one two three");
        var problem = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx")], [folder.File("input.txt")])
            .Diagnostics.Single();
        Assert.AreEqual("PB3034", problem.Code);
        StringAssert.Contains(problem.Message, "is a tokenizer of 16 tokens");
    }

    [TestMethod]
    public void LabelsOfATokenStreamAreFoundInTheTableOfItsName()
    {
        using var folder = new TemporaryFolder();
        Write(folder, TokenClassifier());
        File.WriteAllBytes(folder.File("samples.u16"), [.. Enumerable.Range(0, 4 * 8).SelectMany(i => new byte[] { (byte)(i % 16), 0 })]);
        File.WriteAllText(folder.File("samples.tsv"), "path\tlabel\tlabel_index\na b\tcat\t1\nc d\tdog\t2\ne f\tcat\t1\ng h\tape\t0\n");
        var text = Draft(folder, folder.File("samples.u16"));
        StringAssert.Contains(text, "calibration: { file: samples.u16, labels: samples.tsv }");
        StringAssert.Contains(text, "label: label_index\n");
    }

    [TestMethod]
    public void ClassesAreInTheOrderOfTheFileThatNamesThem()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        File.WriteAllText(folder.File("labels.txt"), "dog\ncat\nape\n");
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,label\n1,2,3,4,cat\n2,3,4,5,ape\n0,1,0,1,cat\n");
        StringAssert.Contains(Draft(folder, folder.File("train.csv")), "classes: [dog, cat, ape]\n");
    }

    [TestMethod]
    public void WithoutDataAnswersOnRandomInputAreJudged()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        var text = Draft(folder);
        StringAssert.Contains(text, "method: magnitude");
        Assert.DoesNotContain("    data:\n", text);
        var model = ManifestReader.Parse(text, "prune.yaml").Value!.Models[0];
        CollectionAssert.AreEqual(new[] { "agreement", "flops" }, model.Gates.Select(gate => gate.Metric).ToArray());
        StringAssert.Matches(
            text, new("With [0-9.]+ % of the FLOPs gone (9[0-9]|100) % of the answers on random input stay, which proves little"));
    }

    [TestMethod]
    public void DataThatDoesNotFitIsRefusedWithTheReason()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(5));
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,label\n1,2,3,4,0\n2,3,4,5,1\n");
        var draft = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx")], [folder.File("train.csv")]);
        var problem = draft.Diagnostics.Single();
        Assert.AreEqual("PB3034", problem.Code);
        Assert.AreEqual(folder.File("train.csv"), problem.Location!.File);
        StringAssert.Contains(problem.Message, "'x' (Float, ?×5)");
    }

    [TestMethod]
    public void SeveralModelsGetNamesOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("a"));
        OnnxWriter.Write(Perceptron(4), folder.File("a/model.onnx"));
        Write(folder, Perceptron(3));
        var draft = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx"), folder.File("a/model.onnx")], []);
        CollectionAssert.AreEqual(
            new[] { "model", "model-2" },
            ManifestReader.Parse(draft.Value!.Text, "prune.yaml").Value!.Models.Select(model => model.Name.Value).ToArray());
        StringAssert.StartsWith(draft.Value.Lines[1], "model-2: a perceptron classifier, 2 layers; can cut 16 neurons");
    }

    [TestMethod]
    public void ModelsOfOneNameOutsideTheFolderGoToPathsOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["a", "b", "app"])
            Directory.CreateDirectory(folder.File(name));
        OnnxWriter.Write(Perceptron(4), folder.File("a/model.onnx"));
        OnnxWriter.Write(Perceptron(4), folder.File("b/model.onnx"));
        var draft = ManifestDrafting.Draft(folder.File("app/prune.yaml"), [folder.File("a/model.onnx"), folder.File("b/model.onnx")], []);
        CollectionAssert.AreEqual(new[] { "models/model.onnx", "models/model-2.onnx" }, Outputs(draft.Value!));
    }

    [TestMethod]
    public void AFileThatIsNamedTwiceIsDraftedOnce()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        var draft = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx"), folder.File("./model.onnx")], []);
        CollectionAssert.AreEqual(new[] { "model.onnx" }, Outputs(draft.Value!));
    }

    [TestMethod]
    [DataRow("dev.csv", "a,b,c,d,label\n3,2,1,4,0\n2,9,4,5,2\n", "dev.csv")]
    [DataRow("reviews-test.csv", "a,b,c,d,label\n3,2,1,4,0\n2,9,4,5,2\n", "reviews-test.csv")]
    [DataRow("dev.csv", "a,b,c,label\n3,2,1,0\n2,9,4,2\n", "reviews.csv")]
    [DataRow("test.csv", "a,b,c,d,label\n3,2,1,4,-1\n2,9,4,5,-1\n", "reviews.csv")]
    public void HeldOutRecordsWithTheSameColumnsAreFoundBesideRecordsOfAnyName(string name, string text, string expected)
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        File.WriteAllText(folder.File("reviews.csv"), "a,b,c,d,label\n1,2,3,4,0\n2,3,4,5,1\n0,1,0,1,2\n");
        File.WriteAllText(folder.File(name), text);
        StringAssert.Contains(Draft(folder, folder.File("reviews.csv")), $"validation: {{ file: {expected} }}\n");
    }

    [TestMethod]
    [DataRow(1, "")]
    [DataRow(16, ", scale: 0.0625")]
    [DataRow(255, ", scale: 0.00392157")]
    [DataRow(256, "")]
    public void WhereEveryScaleAnswersTheSameTheRangeDecides(int largest, string scale)
    {
        using var folder = new TemporaryFolder();
        Write(folder, LargestOfThree());
        File.WriteAllText(folder.File("train.csv"), $"label,pixel0,pixel1,pixel2\n1,0,1,0\n0,{largest},0,0\n2,0,0,1\n");
        StringAssert.Contains(Draft(folder, folder.File("train.csv")), $"- array: {{ columns: pixel*, shape: [3]{scale} }}\n");
    }

    [TestMethod]
    public void AModelOutsideTheFolderGetsAnOutputInside()
    {
        using var folder = new TemporaryFolder();
        Write(folder, Perceptron(4));
        Directory.CreateDirectory(folder.File("app"));
        var draft = ManifestDrafting.Draft(folder.File("app/prune.yaml"), [folder.File("model.onnx")], []);
        StringAssert.Contains(draft.Value!.Text, "source: ../model.onnx");
        StringAssert.Contains(draft.Value.Text, "output: { path: models/model.onnx, as: content }");
    }

    [TestMethod]
    public void TheModelsOfTheSampleAppGetTheirOwnDataVocabularyAndClasses()
    {
        var app = Path.Combine(SharedFolder.Repository(), "sample-app");
        var draft = ManifestDrafting.Draft(
            Path.Combine(app, "drafted.yaml"),
            [Path.Combine(app, "models", "sentiment-small.onnx"), Path.Combine(app, "models", "resnet20-cifar10.onnx")],
            [Path.Combine(app, "data", "train.tsv"), Path.Combine(app, "data", "images", "train")]);
        Assert.IsTrue(draft.IsOk, string.Join("; ", draft.Diagnostics));
        StringAssert.Contains(draft.Value.Text, "validation: { file: data/dev.tsv }");
        StringAssert.Contains(
            draft.Value.Text,
            "tokenize: { kind: wordpiece, vocabulary: models/vocab.txt, lower-case: true, text: sentence, max-length: 64 }");
        StringAssert.Contains(draft.Value.Text, "validation: { file: data/images/test }");
        StringAssert.Contains(draft.Value.Text, "image: { size: 32x32, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }");
    }

    private static string Draft(TemporaryFolder folder, params string[] data)
    {
        var draft = ManifestDrafting.Draft(folder.File("prune.yaml"), [folder.File("model.onnx")], data);
        Assert.IsTrue(draft.IsOk, string.Join("; ", draft.Diagnostics));
        return draft.Value.Text;
    }

    private static string[] Outputs(DraftedManifest draft) =>
        [.. ManifestReader.Parse(draft.Text, "prune.yaml").Value!.Models.Select(model => model.Output.Path.Value)];

    private static void Write(TemporaryFolder folder, OnnxModel model) => OnnxWriter.Write(model, folder.File("model.onnx"));

    private static byte[] Record(byte label, byte pixel) => [label, .. Enumerable.Repeat(pixel, 3 * 32 * 32)];

    private static OnnxModel Perceptron(int inputs) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", inputs)
        .Weight("fc1.weight", 1, inputs, 16)
        .Weight("fc2.weight", 2, 16, 3)
        .Node("MatMul", ["x", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    private static OnnxModel LargestOfThree() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3)
        .Initializer("fc1.weight", Tensor.Of([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3))
        .Initializer("fc2.weight", Tensor.Of([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3))
        .Node("MatMul", ["x", "fc1.weight"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    /// <summary>Scores 16 tokens at each of 8 positions.</summary>
    private static OnnxModel CharacterModel() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", 8)
        .Weight("table", 1, 16, 12)
        .Weight("fc1", 2, 12, 20)
        .Weight("fc2", 3, 20, 16)
        .Node("Gather", ["table", "ids"], ["e"])
        .Node("MatMul", ["e", "fc1"], ["h"])
        .Node("Relu", ["h"], ["a"])
        .Node("MatMul", ["a", "fc2"], ["y"])
        .Output("y", ElementType.Float, "batch", 8, 16)
        .Build();

    /// <summary>Tells three classes of 8 tokens apart.</summary>
    private static OnnxModel TokenClassifier() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", 8)
        .Weight("table", 1, 16, 12)
        .Weight("fc1", 2, 12, 3)
        .Node("Gather", ["table", "ids"], ["e"])
        .Node("MatMul", ["e", "fc1"], ["h"])
        .Node("ReduceMean", ["h"], ["y"], ("axes", new long[] { 1 }), ("keepdims", 0))
        .Output("y", ElementType.Float, "batch", 3)
        .Build();

    private static OnnxModel Brightness() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3, 32, 32)
        .Initializer("conv.weight", Tensor.Of(Enumerable.Repeat(1f, 4 * 3).ToArray(), 4, 3, 1, 1))
        .Initializer("fc.weight", Tensor.Of([1f, -1, 1, -1, 1, -1, 1, -1], 4, 2))
        .Node("Conv", ["x", "conv.weight"], ["c"])
        .Node("GlobalAveragePool", ["c"], ["p"])
        .Node("Flatten", ["p"], ["f"], ("axis", 1))
        .Node("MatMul", ["f", "fc.weight"], ["y"])
        .Output("y", ElementType.Float, "batch", 2)
        .Build();
}
