namespace PruneBuild.Architecture.Tests;

[TestClass]
public sealed class MirrorTests
{
    // Tests whose subject is more than one type: what several parts do together.
    private static readonly string[] wholes =
    [
        "PruneBuild.Engine.Tests/Pruning/MethodContractTests.cs",
        "PruneBuild.Onnx.Tests/HostileBytesTests.cs",
        "PruneBuild.Inference.Tests/HostileModelsTests.cs",
        "PruneBuild.Onnx.Tests/RoundTripTests.cs",
        "PruneBuild.Pruning.Tests/Structures/ExporterStylesTests.cs",
    ];

    // These test projects have no module of their own under src.
    private static readonly string[] projectsWithoutModule =
        ["PruneBuild.Architecture.Tests", "PruneBuild.Packages.Tests", "PruneBuild.Testing.Tests"];

    [TestMethod]
    public void EveryTestStandsWhereItsSubjectStands()
    {
        // The builders and asserts that tests share have their tests in the folder "Testing" of the project closest to them.
        var testingSubjects = Subjects("tests/PruneBuild.Testing").Select(subject => $"Testing/{subject}").ToList();
        var lonely =
            from project in Tree.Projects("tests").Keys
            where project.EndsWith(".Tests", StringComparison.Ordinal) && !projectsWithoutModule.Contains(project)
            let sources = Subjects(FolderOf(project[..^".Tests".Length])).Union(testingSubjects).ToHashSet()
            from test in Tree.Sources($"tests/{project}")
            where test.EndsWith("Tests.cs", StringComparison.Ordinal)
            let subject = test[..^"Tests.cs".Length]
            where !sources.Contains(subject) && !wholes.Contains($"{project}/{test}")
            select $"{project}/{test}";

        Assert.AreEqual("", string.Join("; ", lonely), "Tests without a subject of that name and folder");
    }

    [TestMethod]
    public void TheListOfWholesIsCurrent()
    {
        var gone = wholes.Where(test => !File.Exists(Path.Combine(Tree.Root, "tests", test)));

        Assert.AreEqual("", string.Join("; ", gone), "Listed tests that do not exist");
    }

    private static string FolderOf(string module) => module switch
    {
        "PruneBuild.Eng" => "eng",
        "PruneBuild.Coverage" => "tests/PruneBuild.Coverage",
        _ => $"src/{module}",
    };

    // Types by file name, without the parts of partial types (Matrix.Factories.cs), and folders: a folder of small types has one test.
    private static HashSet<string> Subjects(string folderOfModule)
    {
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Tree.Sources(folderOfModule))
        {
            var folder = file[..(file.LastIndexOf('/') + 1)];
            subjects.Add(folder + file[folder.Length..].Split('.')[0]);
            for (var parent = folder.TrimEnd('/'); parent.Length > 0; parent = parent[..Math.Max(0, parent.LastIndexOf('/'))])
                subjects.Add(parent);
        }

        return subjects;
    }
}
