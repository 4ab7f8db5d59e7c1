using PruneBuild.Inference.Runtime;

namespace PruneBuild.Inference.Tests.Runtime;

[TestClass]
public sealed class RuntimeLibraryTests
{
    [TestMethod]
    public void TheLoadedLibraryIsAFileThatExists()
    {
        TestModels.Must(RuntimeEnvironment.Start());

        Assert.IsTrue(File.Exists(RuntimeLibrary.LoadedPath), RuntimeLibrary.LoadedPath);
    }

    [TestMethod]
    public void AnotherLibraryComesTooLateOnceOneIsLoaded()
    {
        TestModels.Must(RuntimeEnvironment.Start());
        var other = Path.GetTempFileName();
        try
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => RuntimeLibrary.Use(other));
            StringAssert.Contains(error.Message, "too late");
        }
        finally
        {
            File.Delete(other);
        }
    }

    [TestMethod]
    public void ALibraryThatIsNotThereIsNamed()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => RuntimeLibrary.Use("no-such-folder/libonnxruntime.so"));
        StringAssert.Contains(error.Message, "no-such-folder");
    }
}
