using System.Text.RegularExpressions;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Pruning.Trying;

[TestClass]
public sealed class ContestTests
{
    private static readonly OnnxModel Model = SmallModels.Of("tokens");

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("fluctuation")]
    [DataRow("llm-pruner")]
    [DataRow("kprune")]
    public void ACandidateWhoseBatchDoesNotRunIsOutAndTheOthersGoOn(string method)
    {
        var outcome = Unfit().Run([Way(method), Way("magnitude")]);

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        StringAssert.StartsWith(outcome.Value.MethodDescription, "best of magnitude ");
        Assert.DoesNotContain(method, outcome.Value.MethodDescription);
        Assert.AreEqual("magnitude", outcome.Value.Winner);
        var (chosen, failed) = (outcome.Value.Notes[0], outcome.Value.Notes[1]);
        Assert.AreEqual((DiagnosticCatalog.MethodChosen.Code, Severity.Message), (chosen.Code, chosen.Severity));
        StringAssert.StartsWith(chosen.Message, "'best' takes magnitude, ");
        StringAssert.Matches(chosen.Message, new Regex(@"magnitude [0-9.E-]*[1-9]"), "digits that tell, however near the answers");
        Assert.AreEqual((DiagnosticCatalog.CandidateFailed.Code, Severity.Message), (failed.Code, failed.Severity));
        StringAssert.StartsWith(failed.Message, $"'best' tried {method}, which failed with PB3005: ");
    }

    [TestMethod]
    public void WhereAllAreOutTheFirstOneSaysWhy()
    {
        var greedy = new Pruner(Model, SmallModels.Recipe("magnitude", 0.999), Workbench.Of([], Device.Cpu));

        var outcome = Unfit().Run([Way("osscar"), Way("fluctuation"), new Candidate("greedy", _ => greedy.Prune(), _ => greedy.Prune())]);

        CollectionAssert.AreEqual(
            new[] { DiagnosticCatalog.RunFailed.Code, DiagnosticCatalog.CandidateFailed.Code },
            outcome.Diagnostics.Select(problem => problem.Code).ToArray());
        StringAssert.StartsWith(outcome.Diagnostics[1].Message, "'best' tried greedy, which failed with PB3052: ");
    }

    /// <summary>Of what candidates look at one batch has a token that the model does not have; what they are judged on runs.</summary>
    private static Contest Unfit()
    {
        var batches = SmallModels.Batches(Model, 5, 1).ToArray();
        batches[0] = batches[0] with { Inputs = new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([1L, 99L], 1, 2) } };
        return new Contest(Model, Workbench.Of(batches, Device.Cpu));
    }

    private static Candidate Way(string method) => new(method, Prune(method), Prune(method));

    private static Func<Workbench, Result<PruneOutcome>> Prune(string method) =>
        bench => new Pruner(Model, SmallModels.Recipe(method, 0.3), bench).Prune();
}
