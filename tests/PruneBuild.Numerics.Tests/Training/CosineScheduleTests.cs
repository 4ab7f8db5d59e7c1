using PruneBuild.Numerics.Training;

namespace PruneBuild.Numerics.Tests.Training;

[TestClass]
public sealed class CosineScheduleTests
{
    [TestMethod]
    public void RatesFallAlongHalfAWave()
    {
        var schedule = new CosineSchedule(0.2, 12);
        Assert.AreEqual(0.2, schedule.At(0), 1e-12);
        Assert.AreEqual(0.15, schedule.At(4), 1e-12);
        Assert.AreEqual(0.1, schedule.At(6), 1e-12);
        Assert.AreEqual(0.05, schedule.At(8), 1e-12);
        Assert.IsTrue(Enumerable.Range(1, 11).All(step => schedule.At(step) < schedule.At(step - 1) && schedule.At(step) > 0));
    }
}
