using PruneBuild.Numerics.Training;

namespace PruneBuild.Numerics.Tests.Training;

[TestClass]
public sealed class LearningScheduleTests
{
    [TestMethod]
    public void RatesRiseAndThenFallInAStraightLine()
    {
        var rates = Enumerable.Range(0, 100).Select(new LearningSchedule(2, 100).At).ToArray();
        Assert.AreEqual(0.2, rates[0], 1e-12);
        Assert.AreEqual(2, rates[9], 1e-12);
        Assert.AreEqual(2, rates.Max(), 0.03);
        Assert.IsTrue(Enumerable.Range(11, 88).All(i => rates[i] < rates[i - 1] && rates[i] > 0));
    }

    [TestMethod]
    [DataRow(400, 20, 19)]
    [DataRow(100, 20, 9)]
    public void TheyRiseInATenthOfTheStepsAndNoMoreThanSoMany(int steps, int most, int peak)
    {
        var schedule = new LearningSchedule(2, steps, most);
        Assert.AreEqual(2, schedule.At(peak), 1e-12);
        Assert.IsTrue(schedule.At(peak - 1) < 2 && schedule.At(peak + 2) < 2);
    }
}
