using System.IO.Compression;
using System.Runtime.InteropServices;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class DataSetsTests
{
    private const string Characters = "sequence-length: 3\n      prepare: [ { tokenize: { kind: characters, vocabulary: alphabet.txt } } ]";

    [TestMethod]
    public void ATextIsCutIntoWindowsOfItsTokens()
    {
        using var folder = Folder();
        folder.Write("text.txt", "abcabcab");
        var data = Good(folder, $"validation: text.txt\n      {Characters}");
        Assert.AreEqual(2, data.Records);
        CollectionAssert.AreEqual(
            new long[] { 0, 1, 2, 0, 1, 2 }, data.Batches.SelectMany(batch => batch.Inputs["x"].ToInt64s()).ToArray());
    }

    [TestMethod]
    public void TextsOfATableFollowOneAnother()
    {
        using var folder = Folder();
        folder.Write("texts.jsonl", "{ \"text\": \"ab\" }\n{ \"text\": \"cc\" }\n{ \"text\": \"ba\" }\n");
        var data = Good(folder, $"validation: texts.jsonl\n      {Characters}");
        CollectionAssert.AreEqual(
            new long[] { 0, 1, 2, 2, 1, 0 }, data.Batches.SelectMany(batch => batch.Inputs["x"].ToInt64s()).ToArray());
    }

    [TestMethod]
    [DataRow(
        "validation: text.txt\n      prepare: [ { tokenize: { kind: characters, vocabulary: alphabet.txt } } ]", "PB3022",
        "a text needs 'sequence-length'")]
    [DataRow("validation: strange.txt\n      " + Characters, "PB3032", "character 'z' (U+007A) is none of the 3 of the vocabulary")]
    [DataRow(
        "validation: alphabet.txt\n      sequence-length: 4\n"
        + "      prepare: [ { tokenize: { kind: characters, vocabulary: alphabet.txt } } ]",
        "PB3022", "its 3 tokens are fewer than one window of 4")]
    [DataRow(
        "validation: text.txt\n      sequence-length: 3\n      prepare: [ { tokenize: { kind: characters, vocabulary: gone.txt } } ]",
        "PB3020", "gone.txt")]
    [DataRow(
        "validation: lists.jsonl\n      prepare: [ { image: { column: pixels, size: 2x2 } } ]", "PB3022",
        "column 'pixels' holds lists of numbers")]
    [DataRow("validation: { file: text.txt, skip: 2 }\n      " + Characters, "PB1013", "'skip: 2' leaves none of the 2 records")]
    [DataRow("validation: { file: tokens.u16, labels: gone.csv }\n      sequence-length: 3", "PB3020", "gone.csv")]
    [DataRow("validation: { file: tokens.u16, labels: labels.csv }\n      sequence-length: 2", "PB3035", "have 2 rows")]
    [DataRow(
        "validation: text.txt\n      label: answer\n      " + Characters, "PB1013",
        "windows have no 'answer'. Leave 'sequence-length' out")]
    [DataRow(
        "validation: labels.csv\n      prepare: [ { array: { columns: label } }, { array: { columns: label } } ]", "PB1013",
        "Input 'x' is made by an earlier step already")]
    [DataRow(
        "validation: { file: labels.csv }\n      sequence-length: 2", "PB1013",
        "the records of 'labels.csv' are neither. Remove it")]
    [DataRow(
        "validation: texts.jsonl\n      prepare: [ { tokenize: { kind: characters, vocabulary: alphabet.txt } } ]", "PB3032",
        "it has no text in column 'text'")]
    [DataRow("validation: texts.jsonl\n      " + Characters, "PB3032", "it has no text in column 'text'")]
    [DataRow(
        "validation: texts.jsonl\n      prepare: [ { tokenize: { kind: characters, vocabulary: alphabet.txt, text: number } } ]",
        "PB3022", "column 'number' is not text")]
    [DataRow(
        "validation: texts.jsonl\n      prepare: [ { image: { column: text, size: 2x2 } } ]", "PB3032", "it has no text in column 'text'")]
    [DataRow(
        "validation: wide.csv\n      label: label\n      prepare: [ { array: { columns: '*', shape: [ 3 ] } } ]", "PB3032",
        "wide.csv' cannot become the model's input: its 2 columns from 'a' to 'b' have 2 numbers, and 'shape' names 3; name the columns")]
    public void WhatDoesNotFitIsRefused(string text, string code, string words)
    {
        using var folder = Folder();
        folder.Write("text.txt", "abcabcab");
        folder.Write("strange.txt", "abz");
        folder.Write("lists.jsonl", "{ \"pixels\": [1, 2, 3] }\n");
        File.WriteAllBytes(folder.File("tokens.u16"), [0, 0, 1, 0, 2, 0, 2, 0, 1, 0, 0, 0]);
        folder.Write("labels.csv", "label\n1\n0\n");
        folder.Write("texts.jsonl", "{ \"text\": null, \"number\": 1 }\n{ \"text\": \"abc\", \"number\": true }\n");
        folder.Write("wide.csv", "a,b,label\n1,2,0\n");
        var problem = Load(folder, text).Diagnostics.Single();
        Assert.AreEqual(code, problem.Code);
        StringAssert.Contains(problem.Message, words);
        Assert.IsNotNull(problem.Location);
    }

    [TestMethod]
    [DataRow("'*'", "3 4")]
    [DataRow("[ label, '*' ]", "1 3 4")]
    public void APatternTakesAllColumnsButTheLabel(string columns, string numbers)
    {
        using var folder = Folder();
        folder.Write("table.csv", "a,label,b\n3,1,4\n");
        var data = Good(folder, $"validation: table.csv\n      label: label\n      prepare: [ {{ array: {{ columns: {columns} }} }} ]");
        Assert.AreEqual(numbers, string.Join(' ', data.Batches.Single().Inputs["x"].ToInt64s()));
    }

    [TestMethod]
    public void LabelsMayStandInATableBesideTheRecords()
    {
        using var folder = Folder();
        File.WriteAllBytes(folder.File("tokens.u16"), [0, 0, 1, 0, 2, 0, 2, 0, 1, 0, 0, 0]);
        folder.Write("labels.csv", "label\n1\n0\n");
        var data = Good(folder, "validation: { file: tokens.u16, labels: labels.csv }\n      label: label\n      sequence-length: 3\n"
            + "      prepare: [ { array: { columns: tokens } } ]");
        CollectionAssert.AreEqual(new[] { 1.0, 0 }, data.Labels!.Values.ToArray());
    }

    [TestMethod]
    public void TrueAnswersAreThoseOfTheTableThatIsNamedForThem()
    {
        using var folder = Folder();
        folder.Write("records.csv", "a,b,c,label\n1,2,3,0\n4,5,6,0\n");
        folder.Write("labels.csv", "label\n1\n0\n");
        const string prepare = "prepare: [ { array: { columns: [ a, b, c ] } } ]";
        var data = Good(folder, $"validation: {{ file: records.csv, labels: labels.csv }}\n      label: label\n      {prepare}");
        CollectionAssert.AreEqual(new[] { 1.0, 0 }, data.Labels!.Values.ToArray());

        folder.Write("labels.csv", "other\n1\n0\n");
        var problem = Load(folder, $"validation: {{ file: records.csv, labels: labels.csv }}\n      label: label\n      {prepare}")
            .Diagnostics.Single();
        Assert.AreEqual("PB3023", problem.Code);
        StringAssert.Contains(problem.Message, "labels.csv");
    }

    [TestMethod]
    public void WhatComesBehindAWindowOfTokensIsKnown()
    {
        using var folder = Folder();
        File.WriteAllBytes(folder.File("tokens.u16"), [0, 0, 1, 0, 2, 0, 2, 0, 1, 0, 0, 0]);
        var data = Good(folder, "validation: tokens.u16\n      sequence-length: 3\n      prepare: [ { array: { columns: tokens } } ]");
        CollectionAssert.AreEqual(new long[] { 2, -1 }, data.Batches.Single().Next!.ToArray());
    }

    [TestMethod]
    [DataRow("1,2,0", "", "1 2 0")]
    [DataRow("1.5,-2.5,0", "cast: { x: int64 }", "1 -2 0")]
    [DataRow("16777217,9007199254740993,-16777217", "", "16777217 9007199254740993 -16777217")]
    [DataRow("16777217,4294967297.0,3", "", "16777217 4294967297 3")]
    [DataRow("16777217.5,4294967297.5,3", "cast: { x: int64 }", "16777217 4294967297 3")]
    [DataRow("300,-1,0", "cast: { x: uint8 }", "44 255 0")]
    [DataRow("0.5,3,0", "cast: { x: bool }", "0 1 0")]
    public void NumbersOfATableFeedAnInputOfWholeNumbers(string row, string cast, string numbers)
    {
        using var folder = Folder();
        folder.Write("table.csv", $"a,b,c\n{row}\n");
        var data = Good(folder, "validation: table.csv\n      prepare: [ { array: { columns: [ a, b, c ], shape: [ 3 ] } "
            + $"}}{(cast.Length > 0 ? $", {{ {cast} }}" : "")} ]");
        Assert.AreEqual(numbers, string.Join(' ', data.Batches.Single().Inputs["x"].ToInt64s()));
    }

    [TestMethod]
    [DataRow("", "16777217 2 3")]
    [DataRow(", offset: 2", "16777219 4 5")]
    public void WholeNumbersOfAListStayExact(string offset, string numbers)
    {
        using var folder = Folder();
        folder.Write("lists.jsonl", "{ \"ids\": [16777217, 2, 3] }\n");
        var data = Good(folder, $"validation: lists.jsonl\n      prepare: [ {{ array: {{ columns: ids{offset} }} }} ]");
        Assert.AreEqual(numbers, string.Join(' ', data.Batches.Single().Inputs["x"].ToInt64s()));
    }

    [TestMethod]
    public void AGlobTakesColumnsByTheirWholeNames()
    {
        using var folder = Folder();
        folder.Write("table.csv", "pixel1,pixel2,x.pixel3\n1,2,3\n");
        var data = Good(folder, "validation: table.csv\n      prepare: [ { array: { columns: \"pixel*\" } } ]");
        Assert.AreEqual("1 2", string.Join(' ', data.Batches.Single().Inputs["x"].ToInt64s()));
    }

    [TestMethod]
    [DataRow(
        "", "PB3032", "input 'x' takes whole numbers (Int64), and it has others; 'cast: { x: int64 }' under 'prepare' cuts fractions off")]
    [DataRow(", { cast: { y: int64 } }", "PB1010", "'cast' cannot be 'y'. Did you mean 'x'? Possible: x.")]
    public void FractionsAreCutOffOnlyWhenAsked(string cast, string code, string words)
    {
        using var folder = Folder();
        folder.Write("table.csv", "a,b,c\n1.5,2,0\n");
        var problem = Load(
            folder, $"validation: table.csv\n      prepare: [ {{ array: {{ columns: [ a, b, c ], shape: [ 3 ] }} }}{cast} ]").Diagnostics
            .Single();
        Assert.AreEqual(code, problem.Code);
        StringAssert.Contains(problem.Message, words);
        Assert.IsNotNull(problem.Location);
    }

    [TestMethod]
    [DataRow("array: { columns: [ a, b, c ], shape: [ 3 ], input: y }")]
    [DataRow("image: { column: a, size: 2x2, input: y }")]
    public void AnInputThatTheModelDoesNotHaveIsToldWhereItIsNamed(string step)
    {
        using var folder = Folder();
        folder.Write("table.csv", "a,b,c\n1,2,0\n");
        var problem = Load(folder, $"validation: table.csv\n      prepare: [ {{ {step} }} ]").Diagnostics.Single();
        Assert.AreEqual("PB1010", problem.Code);
        StringAssert.Contains(problem.Message, "'input' cannot be 'y'. Did you mean 'x'? Possible: x.");
        Assert.IsGreaterThan(20, problem.Location!.Column);
    }

    [TestMethod]
    [DataRow("1,NaN,0", 3)]
    [DataRow("Infinity,1,0", 1)]
    [DataRow("1,2,1e60", 5)]
    public void WhatIsNoFiniteNumberIsToldAtItsCell(string row, int column)
    {
        using var folder = Folder();
        folder.Write("table.csv", $"a,b,c\n1,2,0\n{row}\n");
        var problem = Load(
            folder, "validation: table.csv\n      prepare: [ { array: { columns: [ a, b, c ], shape: [ 3 ] } } ]").Diagnostics.Single();
        Assert.AreEqual("PB3033", problem.Code);
        Assert.AreEqual((3, column), (problem.Location!.Line, problem.Location.Column));
    }

    [TestMethod]
    public void InAnArrayWhatIsNoNumberIsToldAtItsFile()
    {
        using var folder = Folder();
        File.WriteAllBytes(
            Path.Combine(folder.Path, "x.npy"),
            NpzFile.ArrayFile("<f4", "2, 3", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, float.NaN, 6])));

        var problem = Load(folder, "validation: x.npy\n      prepare: [ { array: { columns: [ \"*\" ], shape: [ 3 ] } } ]").Diagnostics
            .Single();

        Assert.AreEqual("PB3033", problem.Code);
        StringAssert.StartsWith(problem.Message, "'NaN' in column 'x' of record 1 is no finite number.");
        StringAssert.EndsWith(problem.Location?.File, "x.npy");
    }

    [TestMethod]
    public void ALabelThatIsNoFiniteNumberIsToldAtItsCell()
    {
        using var folder = Folder();
        folder.Write("table.csv", "a,b,c,y\n1,2,0,0\n1,2,0,NaN\n");
        var problem = Load(
            folder,
            "validation: table.csv\n      label: y\n      prepare: [ { array: { columns: [ a, b, c ], shape: [ 3 ] } } ]").Diagnostics
            .Single();
        Assert.AreEqual("PB3033", problem.Code);
        Assert.AreEqual((3, 7), (problem.Location!.Line, problem.Location.Column));
    }

    [TestMethod]
    public void ALabelInAnArrayIsToldAtTheKeyThatAsksForIt()
    {
        using var folder = Folder();
        using (var archive = ZipFile.Open(folder.File("x.npz"), ZipArchiveMode.Create))
        {
            Add(archive, "x.npy", NpzFile.ArrayFile("<f4", "2, 3", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6])));
            Add(archive, "y.npy", NpzFile.ArrayFile("<i8", "2,", MemoryMarshal.AsBytes<long>([0, 9])));
        }

        var problem = Load(
            folder, "validation: x.npz\n      label: y\n      prepare: [ { array: { columns: [ x ], shape: [ 3 ] } } ]").Diagnostics
            .Single();

        Assert.AreEqual("PB3030", problem.Code);
        Assert.AreEqual(7, problem.Location?.Line);

        static void Add(ZipArchive archive, string name, byte[] array)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(array);
        }
    }

    [TestMethod]
    [DataRow("low, high", null)]
    [DataRow("low, middle, high", "'classes' names 3, and the model tells 2 apart.")]
    public void ClassesAreAsManyAsTheModelTellsApart(string classes, string? problem)
    {
        using var folder = Folder();
        folder.Write("table.csv", "a,b,c,y\n1,2,0,low\n1,2,0,high\n");
        var loaded = Load(
            folder, $"validation: table.csv\n      label: y\n      classes: [ {classes} ]\n"
                + "      prepare: [ { array: { columns: [ a, b, c ], shape: [ 3 ] } } ]");
        Assert.AreEqual(problem is null, loaded.IsOk);
        if (problem is null)
            return;
        StringAssert.StartsWith(loaded.Diagnostics.Single().Message, problem);
        Assert.AreEqual(8, loaded.Diagnostics.Single().Location!.Line);
    }

    /// <summary>Neither a tokenizer nor a column of tokens says anything of keys and values of earlier positions.</summary>
    [TestMethod]
    [DataRow("text.txt\n      " + Characters)]
    [DataRow("tokens.jsonl")]
    public void TextsBeginWithEmptyCaches(string data)
    {
        using var folder = Folder();
        folder.Write("text.txt", "abcabcab");
        folder.Write("tokens.jsonl", "{ \"x\": [0, 1, 2] }\n{ \"x\": [0, 1, 2] }\n");
        var model = Tokens();
        model.Graph.Input.Add(
            new ModelBuilder().Input("past.key", ElementType.Float, "batch", 2, "past_length", 4).Build().Graph.Input.Single());

        var loaded = Good(folder, $"validation: {data}", model);

        var batch = loaded.Batches.Single();
        Assert.AreEqual(ValueList.Create<long>([2, 3]), batch.Inputs["x"].Shape);
        Assert.AreEqual(ValueList.Create<long>([2, 2, 0, 4]), batch.Inputs["past.key"].Shape);
    }

    [TestMethod]
    public void PreparationEndsWhereItIsCancelled()
    {
        using var folder = Folder();
        folder.Write("text.txt", "abcabc");
        Assert.Throws<OperationCanceledException>(
            () => Load(folder, "validation: text.txt\n      " + Characters, cancellation: new CancellationToken(canceled: true)));
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        folder.Write("alphabet.txt", "cab");
        return folder;
    }

    private static PreparedData Good(TemporaryFolder folder, string data, OnnxModel? model = null)
    {
        var loaded = Load(folder, data, model);
        Assert.IsTrue(loaded.IsOk, string.Join("; ", loaded.Diagnostics));
        return loaded.Value;
    }

    private static Result<PreparedData> Load(
        TemporaryFolder folder, string data, OnnxModel? model = null, CancellationToken cancellation = default)
    {
        var manifest = ManifestReader.Parse(
            $"version: 1\nmodels:\n  m:\n    source: m.onnx\n    data:\n      {data}\n"
            + "    prune: { method: magnitude, remove: { flops: 50% } }\n",
            folder.File("prune.yaml"));
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        var entry = manifest.Value.Models[0].Data!;
        return DataSets.Load(entry, entry.Validation!, model ?? Tokens(), 2, manifest.Value, cancellation);
    }

    private static OnnxModel Tokens() => new ModelBuilder()
        .Input("x", ElementType.Int64, "batch", "sequence")
        .Node("Cast", ["x"], ["y"], ("to", (int)ElementType.Float))
        .Output("y", ElementType.Float, "batch", "sequence")
        .Build();
}
