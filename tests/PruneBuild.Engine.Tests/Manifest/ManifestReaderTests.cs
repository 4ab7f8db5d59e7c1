using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Manifest;

[TestClass]
public sealed partial class ManifestReaderTests
{
    [TestMethod]
    public void TheExampleReadsWithoutDiagnostics()
    {
        var result = ManifestReader.Read(Path.Combine(SharedFolder.Repository(), "prune.yaml.example"));
        Assert.AreEqual("", string.Join('\n', result.Diagnostics));
        Assert.IsTrue(result.IsOk);
    }

    [TestMethod]
    [DataRow("utf-16", true)]
    [DataRow("utf-16", false)]
    [DataRow("utf-16BE", false)]
    [DataRow("latin1", false)]
    public void AnotherEncodingIsNamed(string encoding, bool mark)
    {
        using var folder = new TemporaryFolder();
        var (path, written) = (folder.File("prune.yaml"), System.Text.Encoding.GetEncoding(encoding));
        File.WriteAllBytes(path, [.. mark ? written.Preamble.ToArray() : [], .. written.GetBytes("version: 1 # für uns\n")]);

        var problem = ManifestReader.Read(path).Diagnostics.Single();

        Assert.AreEqual("PB1019", problem.Code);
        Assert.AreEqual("The manifest is not UTF-8 text. Save it as UTF-8, which editors offer as its encoding.", problem.Message);
    }

    [TestMethod]
    public void ValuesArriveWithTheirPlaces()
    {
        var manifest = Good("""
            version: 1
            device: cuda:1
            seed: 7
            models:
              sentiment:
                source: models/a.onnx
                prune:
                  method: osscar
                  remove: { flops: 50% }
            """);
        Assert.AreEqual(new Located<string>("cuda:1", new("prune.yaml", 2, 9)), manifest.Device);
        Assert.AreEqual(new Located<int>(7, new("prune.yaml", 3, 7)), manifest.Seed);
        var model = manifest.Models.Single();
        Assert.AreEqual(new Located<string>("sentiment", new("prune.yaml", 5, 3)), model.Name);
        Assert.AreEqual(new Located<string>("models/a.onnx", new("prune.yaml", 6, 13)), model.Source);
        Assert.AreEqual(new Located<string>("osscar", new("prune.yaml", 8, 15)), model.Prune[0].Method);
        Assert.AreEqual(new Removal.Share(CostWord.Flops, 0.5, new("prune.yaml", 9, 24)), model.Prune[0].Remove);
    }

    [TestMethod]
    public void WhatIsNotGivenHasItsDefault()
    {
        var manifest = Good(WithPrune("{ method: osscar, remove: { units: 30% } }"));
        Assert.AreEqual("auto", manifest.Device.Value);
        Assert.AreEqual(0, manifest.Seed.Value);
        var model = manifest.Models[0];
        Assert.IsNull(model.Data);
        Assert.AreEqual(OnFail.Error, model.OnFail.Value);
        Assert.AreEqual("models/a.onnx", model.Output.Path.Value);
        Assert.AreEqual(OutputForm.Content, model.Output.Form.Value);
        Assert.IsEmpty(model.Gates);
    }

    [TestMethod]
    public void StagesMayBeWordsOrMappings()
    {
        var step = Good(WithPrune("""
            { criterion: fluctuation, allocate: { kind: uniform, round-to: 8 }, reconstruct: least-squares,
                  remove: { units: 0.3 }, only: "a*", keep: [ b, c ], structures: [ heads, neurons ] }
            """)).Models[0].Prune.Single();
        Assert.AreEqual("fluctuation", step.Criterion!.Kind.Value);
        Assert.AreEqual(AllocationKind.Uniform, step.Allocate!.Kind!.Value);
        Assert.AreEqual(8, step.Allocate.RoundTo?.Value);
        Assert.AreEqual(ReconstructionKind.LeastSquares, step.Reconstruct!.Kind.Value);
        Assert.IsNull(step.Reconstruct.Ridge);
        Assert.IsTrue(step.Reconstruct.Intercept.Value);
        Assert.AreEqual(InputSource.Sequential, step.Reconstruct.Inputs.Value);
        CollectionAssert.AreEqual(new[] { "b", "c" }, step.Keep.Select(glob => glob.Value).ToArray());
        CollectionAssert.AreEqual(
            new[] { StructureKind.Heads, StructureKind.Neurons }, step.Structures.Select(kind => kind.Value).ToArray());
    }

    [TestMethod]
    [DataRow("flops: 50%", "Share { Span = *, Cost = Flops, Removed = 0.5 }")]
    [DataRow("parameters: { share: 50 % }", "Share { Span = *, Cost = Parameters, Removed = 0.5 }")]
    [DataRow("flops: { to: 10 MFLOPs }", "Target { Span = *, Cost = Flops, Limit = 10000000 }")]
    [DataRow("parameters: { to: 1200 }", "Target { Span = *, Cost = Parameters, Limit = 1200 }")]
    [DataRow("bytes: { to: 4 MiB }", "Target { Span = *, Cost = Bytes, Limit = 4194304 }")]
    [DataRow("latency: { to: 2.5 ms }", "Target { Span = *, Cost = Latency, Limit = 2.5 }")]
    [DataRow("units: 30%", "Units { Span = *, Removed = 0.3 }")]
    [DataRow("sparsity: 50%", "Sparsity { Span = *, Zeros = 0.5 }")]
    [DataRow("sparsity: 2:4", "Pattern { Span = *, Kept = 2, Of = 4 }")]
    [DataRow("as-much-as: gates", "AsMuchAsGates { Span = * }")]
    public void EveryBudgetIsRead(string remove, string expected)
    {
        var text = WithPrune($"{{ method: osscar, remove: {{ {remove} }} }}") + "    gates: { accuracy: { min: 0.5 } }\n";
        var removal = Good(text).Models[0].Prune[0].Remove!;
        Assert.AreEqual(expected.Replace("*", removal.Span.ToString(), StringComparison.Ordinal), removal.ToString());
    }

    [TestMethod]
    [DataRow("method: wanda, allocate: ^owl", "'allocate: owl' has nothing to divide")]
    [DataRow("method: magnitude, allocate: ^evolution", "'allocate: evolution' has nothing to divide")]
    [DataRow("method: wanda, allocate: { kind: ^standardized-features }", "'allocate: standardized-features' has nothing to divide")]
    [DataRow("criterion: { kind: alps, scope: ^layer }", "whatever 'scope' says")]
    [DataRow("criterion: { kind: sparsegpt, scope: ^output }", "whatever 'scope' says")]
    public void WhatAPatternDoesNotReadIsRefused(string keys, string words) =>
        Expect(WithPrune($"{{ {keys}, remove: {{ sparsity: 2:4 }} }}"), "PB1013", words);

    [TestMethod]
    public void CompactingComesLast() =>
        Expect(
            WithPrune("[ { method: wanda, remove: { sparsity: 50% }, compact: ^true }, { recover: perp } ]"),
            "PB1013", "belongs in the last step");

    [TestMethod]
    [DataRow("units: 25%")]
    [DataRow("flops: 25%")]
    [DataRow("latency: { to: 1 ms }")]
    [DataRow("as-much-as: gates")]
    public void MasksComeAfterAllStructures(string remove)
    {
        const string gates = "    gates: { agreement: { min: 0.5 } }\n";
        Expect(WithPrune(
            $"[ {{ method: magnitude, remove: {{ sparsity: 50% }} }}, {{ recover: perp }}, ^{{ method: osscar, remove: {{ {remove} }} }} ]")
            + gates,
            "PB1013", "Cut structures first, then mask");
        Good(WithPrune(
            $"[ {{ method: osscar, remove: {{ {remove} }} }}, {{ method: magnitude, remove: {{ sparsity: 2:4 }} }}, {{ recover: perp }} ]")
            + gates);
    }

    [TestMethod]
    [DataRow("[ { method: wanda, remove: { sparsity: 50% } }, { recover: ^mask-tuning } ]")]
    [DataRow("[ { recover: { kind: ^mask-tuning } }, { method: wanda, remove: { sparsity: 50% } } ]")]
    [DataRow("{ recover: ^mask-tuning }")]
    public void MasksAreTunedInTheStepThatMakesThem(string prune) =>
        Expect(WithPrune(prune), "PB1013", "Write 'recover: mask-tuning' in the step that masks");

    [TestMethod]
    [DataRow("{ recover: ^perp }")]
    [DataRow("[ { recover: ^statistics }, { method: osscar, remove: { flops: 30% } } ]")]
    public void BeforeAnythingIsRemovedThereIsNothingToRecover(string prune) =>
        Expect(WithPrune(prune), "PB1013", "Put it after the steps with 'remove'.");

    [TestMethod]
    [DataRow("rescale")]
    [DataRow("mean-bias")]
    [DataRow("none")]
    public void OnlyLeastSquaresFitsABias(string kind) => Expect(
        WithPrune($"{{ method: osscar, remove: {{ flops: 9% }}, reconstruct: {{ kind: {kind}, ^intercept: false }} }}"),
        "PB1013", "take that kind.");

    [TestMethod]
    public void ASearchNeedsAGateOnAnswers()
    {
        Expect(WithPrune("{ method: osscar, remove: { as-much-as: ^gates } }"), "PB1013", "needs a gate on what the model answers");
        Expect(
            WithPrune("{ method: osscar, remove: { as-much-as: ^gates } }") + "    gates: { size: { max: 1 MB } }\n",
            "PB1013", "everything may go");
    }

    [TestMethod]
    public void StepsRunInTheirOrder()
    {
        var steps = Good(WithPrune(
            "[ { method: osscar, remove: { flops: 50% } }, { recover: { kind: perp, train: biases, steps: 20 } } ]")).Models[0].Prune;
        Assert.HasCount(2, steps);
        Assert.AreEqual("biases", steps[1].Recover!.Train.Single().Value);
        Assert.IsNull(steps[1].Remove);
    }

    [TestMethod]
    public void GatesKeepTheManifestsOrder()
    {
        var gates = Good(WithGates("{ size: { max: 40 MB }, accuracy: { min: 88%, max-drop: 1%, confidence: 90% } }")).Models[0].Gates;
        CollectionAssert.AreEqual(new[] { "size", "accuracy" }, gates.Select(gate => gate.Metric).ToArray());
        Assert.AreEqual((40e6, false, "40 MB"), (gates[0].Limits[0].Amount, gates[0].Limits[0].IsShare, gates[0].Limits[0].Text));
        Assert.AreEqual((0.88, false), (gates[1].Limits[0].Amount, gates[1].Limits[0].IsShare));
        Assert.AreEqual((LimitKind.MaxDrop, 0.01, true), (gates[1].Limits[1].Kind, gates[1].Limits[1].Amount, gates[1].Limits[1].IsShare));
        Assert.AreEqual(0.9, gates[1].Confidence!.Value);
    }

    [TestMethod]
    public void EveryPrepareStepIsRead()
    {
        var steps = Good(WithData("""
            prepare:
                    - tokenize: { kind: tokenizer-json, vocabulary: t.json, text: a, text-pair: b, max-length: 32 }
                    - image: { size: 224x192, mean: 0.5, std: [ 0.1, 0.2, 0.3 ], layout: nhwc, range: -1..1, colors: bgr, input: x }
                    - graph: prepare.onnx
                    - array: "pixel*"
                    - cast: { x: float16, y: int64 }
            """)).Models[0].Data!.Prepare;
        var tokenize = (TokenizeStep)steps[0];
        Assert.AreEqual((TokenizerKind.TokenizerJson, "b", 32), (tokenize.Kind.Value, tokenize.TextPair!.Value, tokenize.MaxLength.Value));
        Assert.IsNull(tokenize.StripAccents);
        var image = (ImageStep)steps[1];
        Assert.AreEqual(new ImageSize(224, 192), image.Size.Value);
        Assert.AreEqual(new ValueRange(-1, 1), image.Range.Value);
        Assert.AreEqual(
            (ImageLayout.Nhwc, ImageColors.Bgr, 1, 3), (image.Layout.Value, image.Colors.Value, image.Mean.Count, image.Std.Count));
        Assert.AreEqual("prepare.onnx", ((GraphStep)steps[2]).Path.Value);
        Assert.AreEqual("pixel*", ((ArrayStep)steps[3]).Columns.Single().Value);
        Assert.AreEqual("float16", ((CastStep)steps[4]).Types[0].Type.Value);
    }

    [TestMethod]
    public void AnchorsAndMergesStandForTheirValues()
    {
        var manifest = Good("""
            version: 1
            x-shared: &shared { method: osscar, remove: { flops: 50% } }
            models:
              a: { source: a.onnx, prune: *shared }
              b: { source: b.onnx, prune: { <<: *shared, remove: { flops: 20% } } }
            """);
        Assert.AreEqual(0.5, ((Removal.Share)manifest.Models[0].Prune[0].Remove!).Removed);
        Assert.AreEqual("osscar", manifest.Models[1].Prune[0].Method!.Value);
        Assert.AreEqual(0.2, ((Removal.Share)manifest.Models[1].Prune[0].Remove!).Removed);
    }

    [TestMethod]
    [DataRow("^", "PB1005")]
    [DataRow("^# nothing\n", "PB1005")]
    [DataRow("^- a\n", "PB1005")]
    [DataRow("^version: 1\n", "PB1008")]
    [DataRow("version: 1\nmodels: ^{}\n", "PB1005")]
    [DataRow("version: 1\n^models:\n", "PB1005")]
    [DataRow("version: 1\n^model: {}\nmodels: { a: { source: a.onnx, prune: { method: osscar, remove: { flops: 1% } } } }\n", "PB1004")]
    [DataRow("version: 1\n^version: 1\n", "PB1006")]
    [DataRow("version: ^'one'\n", "PB1005")]
    [DataRow("version: ^0\n", "PB1007")]
    [DataRow("version: ^2\nanything: new\n", "PB1011")]
    [DataRow("a: ^[1\nb: 2\n", "PB1002")]
    [DataRow("a: ^'open\n", "PB1002")]
    [DataRow("a:\n^\t- 1\n", "PB1003")]
    [DataRow("version: 1\nmodels:\n^\tsentiment:\n", "PB1003")]
    [DataRow("a: ^*b\n", "PB1009")]
    [DataRow("a: &a [ ^*a ]\n", "PB1009")]
    [DataRow("a: ^!custom 1\n", "PB1002")]
    [DataRow("version: 1\n^---\nversion: 1\n", "PB1015")]
    [DataRow("? ^[a]\n: 1\n", "PB1002")]
    public void AFaultyFileIsDiagnosedAtItsPlace(string text, string code) => Expect(text, code, "");

    [TestMethod]
    [DataRow("con")]
    [DataRow("Nul.v2")]
    [DataRow("lpt1")]
    [DataRow("a.")]
    [DataRow("slurm")]
    [DataRow("prune.schema.json")]
    public void ANameStandsForNothingElse(string name) =>
        Expect(
            $"version: 1\nmodels: {{ ^{name}: {{ source: a.onnx, prune: {{ method: osscar, remove: {{ flops: 1% }} }} }} }}\n",
            "PB1007", "'slurm'");

    [TestMethod]
    public void ALetterOfANameIsOneOfAscii() =>
        Expect(
            "version: 1\nmodels: { ^modellü: { source: a.onnx, prune: { method: osscar, remove: { flops: 1% } } } }\n",
            "PB1007", "A name has ASCII letters");

    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: ^50 } }", "PB1007", "Write 50% for a share.")]
    [DataRow("{ method: osscar, remove: { flops: ^150% } }", "PB1007", "")]
    [DataRow("{ method: osscar, remove: { flops: ^half } }", "PB1005", "a share above 0% and below 100%")]
    [DataRow("{ method: osscar, remove: { ^flop: 50% } }", "PB1004", "Did you mean 'flops'?")]
    [DataRow("{ method: wanda, remove: { units: 50% }, ^targets: original }", "PB1004", "It goes inside 'reconstruct' or 'recover'. Its")]
    [DataRow("{ method: wanda, ^sparsity: 50%, remove: { flops: 50% } }", "PB1004", "It goes inside 'remove'.")]
    [DataRow("{ method: osscar, remove: ^{ flops: 50%, units: 10% } }", "PB1013", "'flops' and 'units'")]
    [DataRow("{ method: osscar, remove: ^{} }", "PB1013", "is empty")]
    [DataRow("{ method: wanda, remove: { sparsity: ^1:1000 } }", "PB1007", "Both numbers of a pattern have at most three digits.")]
    [DataRow("{ method: osscar, remove: { sparsity: ^4:2 } }", "PB1007", "below the second")]
    [DataRow("{ method: osscar, remove: { bytes: { to: ^40 } } }", "PB1005", "Write the unit")]
    [DataRow("{ method: osscar, remove: { as-much-as: ^possible } }", "PB1010", "Possible: gates.")]
    [DataRow("{ method: ^oscar, remove: { flops: 50% } }", "PB1010", "Did you mean 'osscar'?")]
    [DataRow("^{ method: osscar }", "PB1008", "'remove'")]
    [DataRow("^{ remove: { flops: 50% } }", "PB1008", "A 'criterion' does too.")]
    [DataRow("{ recover: perp, ^remove: { flops: 50% } }", "PB1013", "a 'method' or a 'criterion'")]
    [DataRow("{ method: kwon, allocate: { times: ^line }, remove: { flops: 50% } }", "PB1013", "Ask for a latency")]
    [DataRow("^{ keep: a }", "PB1008", "'method'")]
    [DataRow("^[]", "PB1005", "an empty list")]
    [DataRow("{ method: osscar, remove: { flops: 50% }, structures: ^[] }", "PB1005", "an empty list")]
    [DataRow("{ method: osscar, remove: { flops: 50% }, structures: [ ^hands ] }", "PB1010", "Did you mean 'heads'?")]
    [DataRow("{ method: osscar, remove: { flops: 50% }, keep: ^'' }", "PB1007", "empty")]
    [DataRow("{ method: osscar, remove: { flops: 50% }, allocate: { round-to: ^1.5 } }", "PB1005", "a whole number")]
    [DataRow("{ method: osscar, remove: { flops: 50% }, reconstruct: { kind: none, intercept: ^yes } }", "PB1005", "true or false")]
    public void AFaultyStepIsDiagnosedAtItsPlace(string step, string code, string words) => Expect(WithPrune(step), code, words);

    [TestMethod]
    [DataRow("{ remove: { flops: 50% } }")]
    [DataRow("{ keep: a }")]
    [DataRow("{ allocate: global }")]
    public void AStepWithoutMethodAndCriterionIsOneMistake(string step) =>
        Assert.AreEqual("PB1008", ManifestReader.Parse(WithPrune(step), "prune.yaml").Diagnostics.Single().Code);

    [TestMethod]
    [DataRow("^acuracy: { min: 0.8 }", "PB1004", "Did you mean 'accuracy'?")]
    [DataRow("accuracy: { min: ^88 }", "PB1007", "Write 88% for a share.")]
    [DataRow("accuracy: { min: 0.9, max: ^50% }", "PB1013", "at least 0.9 and at most 50%, which no value is")]
    [DataRow("^accuracy: {}", "PB1013", "no limit")]
    [DataRow("accuracy: ^0.88", "PB1005", "a mapping")]
    [DataRow("^accuracy:", "PB1005", "nothing")]
    [DataRow("accuracy: { ^minimum: 0.88 }", "PB1004", "Its keys: min, max, max-drop, confidence.")]
    [DataRow("accuracy: { ^max-rise: 0.1 }", "PB1013", "Use max-drop")]
    [DataRow("latency: { ^max-drop: 1 ms }", "PB1013", "Use max-rise or max-ratio")]
    [DataRow("kl: { ^max-ratio: 2 }", "PB1013", "Use max")]
    [DataRow("kl: { ^max-drop: 0.1 }", "PB1013", "Use max or max-rise.")]
    [DataRow(
        "kl: { max-rise: ^10% }", "PB1013", "the original's is 0, and so is every share of it. Write a number, as in 'max-rise: 0.1'.")]
    [DataRow("mean-absolute-error: { max-rise: ^5% }", "PB1013", "does not fit 'mean-absolute-error'")]
    [DataRow("size: { max: ^40 }", "PB1005", "Write the unit")]
    [DataRow("size: { max: ^60% }", "PB1005", "max-ratio: 60%")]
    [DataRow("size: { max: ^40 MW }", "PB1005", "a size such as 40 MB")]
    [DataRow("size: { max: ^-4 MB }", "PB1007", "")]
    [DataRow("accuracy: { min: 0.8, confidence: ^100% }", "PB1007", "")]
    public void AFaultyGateIsDiagnosedAtItsPlace(string gate, string code, string words) => Expect(WithGates($"{{ {gate} }}"), code, words);

    [TestMethod]
    [DataRow("calibration: { file: a.tsv, take: ^0 }", "PB1007", "at least 1")]
    [DataRow("calibration: { file: a.tsv, take: ^99999999999999 }", "PB1007", "The largest that it takes is 2147483647.")]
    [DataRow("calibration: { file: a.tsv, take: ^1.5 }", "PB1005", "")]
    [DataRow("calibration: { file: a.tsv, take: ^1e30 }", "PB1007", "")]
    [DataRow("^calibration: { take: 5 }", "PB1008", "'file'")]
    [DataRow("calibration: { ^generated: { sequences: 8 } }", "PB1008", "'tokens'")]
    [DataRow("calibration: { generated: { sequences: 8, tokens: ^1 } }", "PB1007", "at least 2")]
    [DataRow("calibration: { generated: { sequences: 8, tokens: 9 }, ^take: 5 }", "PB1013", "needs none")]
    [DataRow("validation: { ^generated: { sequences: 8, tokens: 9 } }", "PB1013", "cannot judge it")]
    [DataRow("calibration: ^''", "PB1012", "is empty")]
    [DataRow("label: ^0", "PB1005", "in quotes")]
    [DataRow("label: ^true", "PB1005", "in quotes")]
    [DataRow("label: ^[ a, b ]", "PB1005", "a list")]
    [DataRow("prepare: { tokenize: { kind: ^wordpice, vocabulary: v.txt } }", "PB1010", "Did you mean 'wordpiece'?")]
    [DataRow("prepare: { ^tokenize: { kind: wordpiece } }", "PB1008", "'vocabulary'")]
    [DataRow("prepare: { tokenize: { kind: wordpiece, vocabulary: ^models/ } }", "PB1012", "names a folder")]
    [DataRow("prepare: { tokenize: { kind: wordpiece, vocabulary: v.txt, ^max_length: 5 } }", "PB1004", "Did you mean 'max-length'?")]
    [DataRow("prepare: { image: { size: ^32 } }", "PB1005", "32x32")]
    [DataRow("prepare: { image: { size: ^0x32 } }", "PB1007", "")]
    [DataRow("prepare: { image: { size: 32x32, range: ^1..0 } }", "PB1007", "a rising range")]
    [DataRow("prepare: { image: { size: 32x32, mean: ^[ 1, 2 ] } }", "PB1013", "2 numbers for 3 channels")]
    [DataRow("prepare: { image: { size: 32x32, colors: gray, mean: ^[ 1, 2 ] } }", "PB1013", "2 numbers for 1 channel.")]
    [DataRow("prepare: { image: { size: 32x32, std: ^0 } }", "PB1007", "")]
    [DataRow("prepare: ^{ graph: p.onnx, cast: { x: float } }", "PB1013", "'graph' and 'cast'")]
    [DataRow("prepare: { cast: { x: ^flaot } }", "PB1010", "Did you mean 'float'?")]
    [DataRow("prepare: ^tokenize", "PB1005", "a mapping")]
    public void FaultyDataIsDiagnosedAtItsPlace(string data, string code, string words) => Expect(WithData(data), code, words);

    [TestMethod]
    [DataRow("../a.onnx", "leaves the output folder")]
    [DataRow("/models/a.onnx", "is absolute")]
    [DataRow("C:\\models\\a.onnx", "is absolute")]
    [DataRow("models/", "names a folder")]
    [DataRow(".", "names a folder")]
    public void AnOutputStaysInItsFolder(string path, string words)
    {
        Expect(WithPrune("{ method: osscar, remove: { flops: 50% } }") + $"    output: ^'{path}'\n", "PB1012", words);
    }

    [TestMethod]
    public void ABackslashSeparatesFoldersOnEverySystem()
    {
        var model = Good("version: 1\nmodels:\n  a:\n    source: in\\a.onnx\n    output: 'models\\small.onnx'\n"
            + "    prune: { method: osscar, remove: { flops: 50% } }\n").Models[0];
        Assert.AreEqual("in/a.onnx models/small.onnx", $"{model.Source.Value} {model.Output.Path.Value}");
    }

    [TestMethod]
    public void ASourceOutsideNeedsAnOutput()
    {
        var text = "version: 1\nmodels:\n  a:\n    source: ^../a.onnx\n    prune: { method: osscar, remove: { flops: 50% } }\n";
        Expect(text, "PB1012", "'output'");
        Assert.AreEqual(
            "a.onnx", Good(text.Replace("^", "", StringComparison.Ordinal) + "    output: a.onnx\n").Models[0].Output.Path.Value);
    }

    [TestMethod]
    public void TwoModelsMayNotGoToTheSamePlace()
    {
        const string Prune = "prune: { method: osscar, remove: { flops: 50% } }";
        Expect(
            $"version: 1\nmodels:\n  a: {{ source: m.onnx, {Prune} }}\n  b: {{ source: ^M.onnx, {Prune} }}\n", "PB1014",
            "both go to 'M.onnx'");
        Expect($"version: 1\nmodels:\n  a: {{ source: m.onnx, {Prune} }}\n  ^A: {{ source: n.onnx, {Prune} }}\n", "PB1014", "case");
    }

    [TestMethod]
    public void ANameOfAModelIsANameOfAFolder() =>
        Expect("version: 1\nmodels:\n  ^../a: { source: a.onnx, prune: { method: osscar, remove: { flops: 1% } } }\n", "PB1007", "letters");

    [TestMethod]
    public void ALaterVersionIsRefused() =>
        Expect(
            WithPrune("{ method: osscar, remove: { flops: 50% } }").Replace("version: 1", "version: ^2", StringComparison.Ordinal),
            "PB1011", "version 2");

    [TestMethod]
    public void AllFaultsAreToldAtOnceInTheirOrder()
    {
        var result = ManifestReader.Parse(
            "version: 1\nsead: 1\nmodels:\n  a:\n    source: a.onnx\n    on-fail: wrn\n"
            + "    prune: { method: osscar, remove: { flops: 50 } }\n"
            + "    gates:\n      size: { max: 4 }\n      size: { max: 5 }\n",
            "prune.yaml");
        CollectionAssert.AreEqual(
            new[] { "2:PB1004", "6:PB1010", "7:PB1007", "9:PB1005", "10:PB1006" },
            result.Diagnostics.Select(finding => $"{finding.Location!.Line}:{finding.Code}").ToArray());
    }

    [TestMethod]
    public void AliasesThatExpandBeyondReasonAreRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"x-{i}: &a{i} [ {string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))} ]");
        var text = "x-0: &a0 [ x ]\n" + string.Join('\n', lines) + "\n";
        var result = ManifestReader.Parse(text, "prune.yaml");
        Assert.AreEqual("PB1015", result.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void DeepNestingIsRefused() =>
        Assert.AreEqual("PB1015", ManifestReader.Parse(new string('[', 100_000), "prune.yaml").Diagnostics.Single().Code);

    [TestMethod]
    public void AMissingFileIsNotFound()
    {
        var finding = ManifestReader.Read("nowhere/prune.yaml").Diagnostics.Single();
        Assert.AreEqual("PB1001", finding.Code);
        StringAssert.StartsWith(finding.ToString(), "nowhere/prune.yaml: error PB1001: Manifest 'nowhere/prune.yaml' does not exist.");
    }

    [TestMethod]
    public void AFolderIsNoManifest() => Assert.AreEqual("PB1001", ManifestReader.Read(Path.GetTempPath()).Diagnostics.Single().Code);

    [TestMethod]
    public void BytesThatAreNoTextAreDiagnosed()
    {
        using var folder = new Testing.TemporaryFolder();
        var path = folder.File("prune.yaml");
        File.WriteAllBytes(path, [0x76, 0xff, 0xfe, 0x00]);
        Assert.AreEqual("PB1019", ManifestReader.Read(path).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void AByteOrderMarkIsTaken()
    {
        using var folder = new Testing.TemporaryFolder();
        var path = folder.File("prune.yaml");
        File.WriteAllText(path, WithPrune("{ method: osscar, remove: { flops: 50% } }"), new System.Text.UTF8Encoding(true));
        Assert.IsTrue(ManifestReader.Read(path).IsOk);
    }

    private static string WithPrune(string prune) => $"version: 1\nmodels:\n  a:\n    source: models/a.onnx\n    prune: {prune}\n";

    private static string WithGates(string gates) => WithPrune("{ method: osscar, remove: { flops: 50% } }") + $"    gates: {gates}\n";

    private static string WithData(string data) => WithPrune("{ method: osscar, remove: { flops: 50% } }") + $"    data:\n      {data}\n";

    private static PruneManifest Good(string text)
    {
        var result = ManifestReader.Parse(text, "prune.yaml");
        Assert.AreEqual("", string.Join('\n', result.Diagnostics));
        return result.Value!;
    }

    /// <summary>The text without its ^ has a diagnostic where the ^ stood.</summary>
    private static void Expect(string marked, string code, string words)
    {
        var before = marked[..marked.IndexOf('^')];
        var place = new SourceSpan("prune.yaml", before.Count(letter => letter == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        var result = ManifestReader.Parse(marked.Replace("^", "", StringComparison.Ordinal), "prune.yaml");
        var all = string.Join('\n', result.Diagnostics);
        Assert.IsFalse(result.IsOk);
        var finding = result.Diagnostics.FirstOrDefault(finding => finding.Code == code);
        Assert.IsNotNull(finding, all);
        Assert.AreEqual(place, finding.Location, all);
        StringAssert.Contains(finding.Message, words);
    }
}
